/**
 * Reads tokens into a tree that holds each of them.
 *
 * <p>{@link io.querycast.local.sql.parser.Parser} is the entry. Its parts read queries, FROM,
 * expressions and calls; all of them share one {@link io.querycast.local.sql.parser.Cursor}.
 */
package io.querycast.local.sql.parser;
