package io.querycast.local.taxi;

/**
 * A field that the table cannot hold. The message says why, and belongs behind the field's name.
 */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1;

  BadValue(String reason) {
    // There may be many, and nobody looks at where they were thrown.
    super(reason, null, false, false);
  }
}
