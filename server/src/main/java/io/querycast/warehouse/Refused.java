package io.querycast.warehouse;

/** Redshift refuses this, now and later; the message is Redshift's own. */
public final class Refused extends WarehouseException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message, null);
  }
}
