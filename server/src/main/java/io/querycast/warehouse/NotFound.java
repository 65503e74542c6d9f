package io.querycast.warehouse;

/** There is no such place, schema or table; the message tells people so. */
public final class NotFound extends WarehouseException {
  private static final long serialVersionUID = 1L;

  public NotFound(String message) {
    super(message, null);
  }
}
