/**
 * Redshift, in our words.
 *
 * <p>In: SQL text with named values, and a job's id. Out: the statement's id, its state, and its
 * rows, page by page. Nothing else talks to Redshift.
 */
package io.querycast.warehouse;
