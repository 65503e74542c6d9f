/**
 * What a statement is made of: tokens, trees that hold them, and what is known of their types.
 *
 * <p>{@link io.querycast.local.sql.tree.Lexer} cuts a text into tokens, {@link
 * io.querycast.local.sql.tree.Kind} shows the parts of each kind of tree, {@link
 * io.querycast.local.sql.tree.Made} makes trees from SQL of our own, and {@link
 * io.querycast.local.sql.tree.Writer} writes a tree for PostgreSQL.
 */
package io.querycast.local.sql.tree;
