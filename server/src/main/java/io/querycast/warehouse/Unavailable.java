package io.querycast.warehouse;

/** Redshift can't do this now, but may in a moment: it is busy, throttled or out of reach. */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
