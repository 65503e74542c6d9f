package io.querycast.local.sql.tree;

/** How large the types of Redshift may be, and its words for what is not. */
public final class Sizes {
  /** The bytes of the longest VARCHAR. */
  public static final int VARCHAR = 65_535;

  /** The bytes of the longest VARBYTE. */
  public static final int VARBYTE = 16_777_216;

  /** The bytes of the longest CHAR. */
  public static final int CHAR = 4096;

  /** "The maximum precision for all DECIMAL values is 38, and the maximum scale is 37." */
  private static final int SCALE = 37;

  private Sizes() {}

  /** Refuses a VARCHAR or CHAR that is too long, or holds nothing. */
  public static void text(String type, int length, Token near) {
    if (length < 1) {
      throw new Refused("length for type %s must be at least 1".formatted(type), near);
    }
    int most = type.equals("varchar") ? VARCHAR : CHAR;
    if (length > most) {
      throw new Refused("length for type %s cannot exceed %d".formatted(type, most), near);
    }
  }

  /** Refuses a DECIMAL of digits that no DECIMAL has. */
  public static void decimal(int precision, int scale, Token near) {
    if (precision < 1 || precision > Decimals.MOST) {
      throw new Refused("DECIMAL precision %d must be between 1 and 38".formatted(precision), near);
    }
    if (scale > Math.min(precision, SCALE)) {
      throw new Refused(
          "DECIMAL scale %d must be between 0 and precision %d".formatted(scale, precision), near);
    }
  }
}
