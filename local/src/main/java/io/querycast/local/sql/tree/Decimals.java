package io.querycast.local.sql.tree;

/** The precision and scale of what is worked out from decimals, by Redshift's documented rules. */
public final class Decimals {
  /** The most digits of a decimal. */
  public static final int MOST = 38;

  /** A division has at least this scale, also where its precision is cut. */
  private static final int LEAST_SCALE = 4;

  private Decimals() {}

  /** A number as the decimal that it becomes beside one; null if it is no number of fixed size. */
  public static Type of(Type type) {
    return switch (type.name()) {
      case "smallint" -> Type.numeric(5, 0);
      case "integer" -> Type.numeric(10, 0);
      case "bigint" -> Type.numeric(19, 0);
      case "numeric" -> type.precision().isPresent() && type.scale().isPresent() ? type : null;
      default -> null;
    };
  }

  public static Type sum(Type a, Type b) {
    int scale = Math.max(scale(a), scale(b));
    return Type.numeric(Math.max(whole(a), whole(b)) + 1 + scale, scale);
  }

  public static Type product(Type a, Type b) {
    return Type.numeric(precision(a) + precision(b) + 1, scale(a) + scale(b));
  }

  public static Type quotient(Type a, Type b) {
    int scale = Math.max(LEAST_SCALE, scale(a) + precision(b) - scale(b) + 1);
    return Type.numeric(whole(a) + scale(b) + scale, scale);
  }

  public static Type remainder(Type a, Type b) {
    int scale = Math.max(scale(a), scale(b));
    return Type.numeric(Math.max(whole(a), whole(b)) + scale, scale);
  }

  /** Of UNION, CASE, COALESCE and the like. */
  static Type common(Type a, Type b) {
    int scale = Math.max(scale(a), scale(b));
    return Type.numeric(Math.min(Math.max(whole(a), whole(b)) + scale, MOST), scale);
  }

  /** Of SUM and AVG. */
  public static Type total(Type a) {
    return Type.numeric(MOST, scale(a));
  }

  /** Of ROUND, TRUNC, CEIL and FLOOR. */
  public static Type rounded(Type a, int digits) {
    int scale = Math.max(Math.min(scale(a), digits), 0);
    return Type.numeric(Math.min(whole(a) + 1 + scale, MOST), scale);
  }

  static boolean fits(Type type) {
    return precision(type) <= MOST;
  }

  /** What is left of a result that would have too many digits: scale goes first, down to four. */
  public static Type cut(Type type) {
    if (fits(type)) {
      return type;
    }
    int scale = Math.max(MOST + scale(type) - precision(type), Math.min(scale(type), LEAST_SCALE));
    return Type.numeric(MOST, scale);
  }

  private static int whole(Type type) {
    return precision(type) - scale(type);
  }

  private static int precision(Type type) {
    return type.precision().orElse(MOST);
  }

  private static int scale(Type type) {
    return type.scale().orElse(0);
  }
}
