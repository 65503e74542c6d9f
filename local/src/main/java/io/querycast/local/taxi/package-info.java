/**
 * Taxi trips as files in the local S3, for the COPY of {@code sql/setup.sql}.
 *
 * <p>In: how many trips to generate, or trip files as New York's Taxi and Limousine Commission has
 * published them in any year. Out: gzip CSV files with the table's columns, sorted by pickup time.
 */
package io.querycast.local.taxi;
