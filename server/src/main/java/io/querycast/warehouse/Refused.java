package io.querycast.warehouse;

/** Redshift will not do this, now or later; the message is its own. */
public final class Refused extends WarehouseException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message, null);
  }
}
