/**
 * The Redshift Data API on a laptop: Amazon's protocol, and statements to their end.
 *
 * <p>In: operations from the front, sql/setup.sql, taxi files. Out: answers in the Data API's form,
 * and an event for each statement that ended.
 */
package io.querycast.local.redshift;
