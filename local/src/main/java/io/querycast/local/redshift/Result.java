package io.querycast.local.redshift;

import java.util.List;

/**
 * What is known of a finished result besides its rows.
 *
 * @param rows how many
 * @param bytes the size of their values
 * @param ends where each page ends in the file of pages
 */
record Result(List<Column> columns, long rows, long bytes, List<Long> ends) {}
