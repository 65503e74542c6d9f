/**
 * What the names in a statement may mean: relations and columns, and the functions that Redshift
 * has.
 *
 * <p>{@link io.querycast.local.sql.names.Tables} is what a session sees of the catalogue, {@link
 * io.querycast.local.sql.names.Scope} what one query can name, and {@link
 * io.querycast.local.sql.names.Closed} refuses what only PostgreSQL has.
 */
package io.querycast.local.sql.names;
