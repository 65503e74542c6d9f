package io.querycast.warehouse;

/** What Redshift could not do for us. The code that answers the browser decides on the status. */
public abstract sealed class WarehouseException extends RuntimeException
    permits Refused, Unavailable, Expired, NotFound {
  private static final long serialVersionUID = 1L;

  WarehouseException(String message, Throwable cause) {
    super(message, cause);
  }
}
