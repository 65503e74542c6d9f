/**
 * Redshift's text into PostgreSQL's.
 *
 * <p>In: one statement as a user wrote it, and {@link io.querycast.local.sql.names.Tables}, what
 * its session sees. Out: {@link io.querycast.local.sql.Translated}, built of our own tokens alone,
 * or {@link io.querycast.local.sql.tree.Refused} in Redshift's words. {@link
 * io.querycast.local.sql.Translator} is the entry.
 *
 * <p>A text goes through four steps:
 *
 * <ol>
 *   <li>{@link io.querycast.local.sql.tree.Lexer} cuts it into {@link
 *       io.querycast.local.sql.tree.Token}s.
 *   <li>{@link io.querycast.local.sql.parser.Parser} and the classes named {@code ...Parser} read
 *       these into a {@link io.querycast.local.sql.tree.Tree} that holds each of them. {@link
 *       io.querycast.local.sql.tree.Kind} shows the parts of each kind of tree. What the tree does
 *       not know is refused.
 *   <li>{@link io.querycast.local.sql.rewrite.Rewriter} and the classes named {@code ...Rewrite}
 *       walk the tree, learn what its names mean ({@code Scope}, {@code Names}) and which types it
 *       has ({@code Type}, {@code Decimals}), and give each construct to the class that knows it:
 *       {@code Qualify}, {@code Pivots}, {@code OuterJoins}, {@code Windows} and so on. New SQL is
 *       made by {@code Made}, from templates.
 *   <li>{@link io.querycast.local.sql.tree.Writer} writes the tree; each name and literal in one
 *       form.
 * </ol>
 *
 * <p>A new construct of Redshift's needs a kind, a few lines in a parser, and a class that rewrites
 * it.
 */
package io.querycast.local.sql;
