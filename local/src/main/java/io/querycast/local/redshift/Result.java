package io.querycast.local.redshift;

import java.util.List;

/**
 * What is known about a finished result besides its rows.
 *
 * @param rows the number of rows
 * @param bytes the size of their values
 * @param ends where each page ends in the file of pages
 */
record Result(List<Column> columns, long rows, long bytes, List<Long> ends) {}
