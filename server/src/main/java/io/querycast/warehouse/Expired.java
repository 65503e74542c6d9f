package io.querycast.warehouse;

/** Redshift no longer has the statement's result: it keeps results for 24 hours. */
public final class Expired extends WarehouseException {
  private static final long serialVersionUID = 1L;

  public Expired(String message) {
    super(message, null);
  }
}
