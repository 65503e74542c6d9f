package io.querycast.warehouse;

/** A page that does not have the Data API's form: it is cut, garbled, or of an unknown kind. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  Malformed(String message) {
    super(message, null, false, false);
  }

  Malformed(String message, Throwable cause) {
    super(message, cause);
  }
}
