/**
 * What users may ask: the catalogue of queries and their typed parameters.
 *
 * <p>In: the files of {@code sql/queries}, read at start; the arguments of a request. Out: SQL text
 * that never changes, and the checked values that travel beside it.
 */
package io.querycast.query;
