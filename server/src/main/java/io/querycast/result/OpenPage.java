package io.querycast.result;

import io.querycast.warehouse.Rows;

/**
 * A page on its way to a reader. The caller that gets it must close it. A second close does
 * nothing.
 *
 * @param permit the permit of the answer that it belongs to
 */
record OpenPage(Rows rows, ConcurrencyLimit.Permit permit) implements AutoCloseable {
  @Override
  public void close() {
    rows.close();
    permit.close();
  }
}
