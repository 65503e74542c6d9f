package io.querycast.warehouse;

/** A page that is not as the Data API's are: cut, garbled, or of a kind that is not known. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  Malformed(String message) {
    super(message, null, false, false);
  }

  Malformed(String message, Throwable cause) {
    super(message, cause);
  }
}
