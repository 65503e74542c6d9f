/**
 * Redshift's text into PostgreSQL's.
 *
 * <p>In: one statement as a user wrote it, and {@link io.querycast.local.sql.Tables}, what its
 * session sees. Out: {@link io.querycast.local.sql.Translated}, built of our own tokens alone, or
 * {@link io.querycast.local.sql.Refused} in Redshift's words. {@link
 * io.querycast.local.sql.Translator} is the entry.
 *
 * <p>Nothing of a text is dropped: each of its tokens is in the tree, and what the tree does not
 * know is refused.
 */
package io.querycast.local.sql;
