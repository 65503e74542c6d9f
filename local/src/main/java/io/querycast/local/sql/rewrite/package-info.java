/**
 * Turns a tree of Redshift's words into one of PostgreSQL's, in place.
 *
 * <p>{@link io.querycast.local.sql.rewrite.Rewriter} is the entry. The classes named {@code
 * ...Rewrite} walk the tree and give each construct to the class that knows it: {@code Qualify},
 * {@code Pivots}, {@code OuterJoins}, {@code Windows} and so on.
 */
package io.querycast.local.sql.rewrite;
