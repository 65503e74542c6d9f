/**
 * The warehouse's engine: PostgreSQL, made to answer as Redshift. In: statements in PostgreSQL's
 * words, as a user of the warehouse. Out: JDBC results, and errors in Redshift's words.
 */
package io.querycast.local.engine;
