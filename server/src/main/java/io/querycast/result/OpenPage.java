package io.querycast.result;

import io.querycast.warehouse.Rows;

/**
 * A page on its way to a reader. The caller that gets it must close it. A second close does
 * nothing.
 */
public final class OpenPage implements AutoCloseable {
  private final Rows rows;
  private final ConcurrencyLimit.Permit permit;

  /**
   * @param permit the permit of the answer that it belongs to
   */
  OpenPage(Rows rows, ConcurrencyLimit.Permit permit) {
    this.rows = rows;
    this.permit = permit;
  }

  /** The rows of the page. */
  public Rows rows() {
    return rows;
  }

  @Override
  public void close() {
    rows.close();
    permit.close();
  }
}
