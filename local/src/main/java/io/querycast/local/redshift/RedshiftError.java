package io.querycast.local.redshift;

/** Why a statement failed, in Redshift's words: {@code ERROR: relation "x" does not exist}. */
final class RedshiftError extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message without the leading {@code ERROR:}
   */
  RedshiftError(String message) {
    this("ERROR: ", message);
  }

  private RedshiftError(String before, String message) {
    super(before + message);
  }

  /** One whose message is in Redshift's form already. */
  static RedshiftError whole(String message) {
    return new RedshiftError("", message);
  }

  /** For something that Redshift has and this warehouse does not have. */
  static RedshiftError notAvailable(String what) {
    return new RedshiftError(what + " is not available in the local warehouse");
  }
}
