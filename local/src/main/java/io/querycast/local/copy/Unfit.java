package io.querycast.local.copy;

import java.io.Serial;

/** Why a row or a value can't be loaded, with Redshift's code and words. */
final class Unfit extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  static final int EXTRA_COLUMNS = 1202;
  static final int TOO_LONG = 1204;
  static final int BAD_DATE = 1205;
  static final int BAD_TIMESTAMP = 1206;
  static final int BAD_DIGIT = 1207;
  static final int BAD_BOOLEAN = 1210;
  static final int MISSING = 1213;
  static final int NO_DELIMITER = 1214;
  static final int BAD_LINE = 1216;
  static final int BAD_CHARACTER = 1220;
  static final int OVERFLOW = 1222;
  static final int BAD_TYPE = 1223;
  static final int BAD_SUPER = 1224;

  private final int code;

  Unfit(int code, String reason) {
    // A file may hold millions of them, and where they are made tells nothing.
    super(reason, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
