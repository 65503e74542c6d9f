package io.querycast.local.redshift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What is known about a finished result besides its rows.
 *
 * @param columns none for a statement that has no rows to show
 * @param rows the number of rows, or of rows that a statement has changed
 * @param bytes the size of their values
 * @param ends where each page ends in the file of pages
 */
record Result(List<Column> columns, long rows, long bytes, List<Long> ends) {

  /** Of a statement without rows. */
  static Result affected(long rows) {
    return new Result(List.of(), Math.max(0, rows), 0, List.of());
  }

  /** Whether it can be asked for. */
  @JsonIgnore
  boolean isSet() {
    return !columns.isEmpty();
  }
}
