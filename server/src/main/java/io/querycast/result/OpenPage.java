package io.querycast.result;

import io.querycast.warehouse.Rows;

/**
 * A page on its way to a reader. Whoever has it must close it; closed again, it is the same.
 *
 * @param permit for the answer that it belongs to
 */
record OpenPage(Rows rows, ConcurrencyLimit.Permit permit) implements AutoCloseable {
  @Override
  public void close() {
    rows.close();
    permit.close();
  }
}
