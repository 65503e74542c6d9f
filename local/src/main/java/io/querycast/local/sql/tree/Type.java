package io.querycast.local.sql.tree;

import java.util.OptionalInt;
import java.util.function.IntBinaryOperator;

/**
 * What is known of a type.
 *
 * @param name PostgreSQL's name: {@code integer}, {@code numeric}, {@code character varying},
 *     {@code super} ...; empty if nothing is known
 * @param precision the digits of a {@code numeric}, or the length of a text or a {@code bytea}
 * @param scale the digits behind the point of a {@code numeric}
 */
public record Type(String name, OptionalInt precision, OptionalInt scale) {
  public static final Type UNKNOWN = of("");

  /** Of NULL, and with a length of text literals: they take the type of what they stand beside. */
  public static final Type LITERAL = of("unknown");

  public static final Type BOOLEAN = of("boolean");
  public static final Type SMALLINT = of("smallint");
  public static final Type INTEGER = of("integer");
  public static final Type BIGINT = of("bigint");
  public static final Type DOUBLE = of("double precision");
  public static final Type TEXT = of("character varying");
  public static final Type CHARACTER = of("character");
  public static final Type TIMETZ = of("time with time zone");
  public static final Type SUPER = of("super");
  public static final Type VARBYTE = of("bytea");

  /** An interval of years and months. */
  public static final Type MONTHS = of("intervaly2m");

  /** An interval of days, hours, minutes and seconds. */
  public static final Type DAYS = of("intervald2s");

  /** A type by the name that PostgreSQL's {@code format_type} gives: {@code numeric(8,2)}. */
  public static Type of(String name) {
    if (name.startsWith("interval ")) {
      return name.contains("year") || name.contains("month") ? MONTHS : DAYS;
    }
    int open = name.indexOf('(');
    int close = name.indexOf(')', open + 1);
    if (open < 0 || close < 0) {
      return new Type(name, OptionalInt.empty(), OptionalInt.empty());
    }
    String[] sizes = name.substring(open + 1, close).split(",", 2);
    String plain = (name.substring(0, open) + name.substring(close + 1)).strip();
    return new Type(plain, size(sizes[0]), sizes.length > 1 ? size(sizes[1]) : OptionalInt.empty());
  }

  public static Type numeric(int precision, int scale) {
    return new Type("numeric", OptionalInt.of(precision), OptionalInt.of(scale));
  }

  /** A text literal of this many bytes. */
  public static Type literal(int bytes) {
    return sized(LITERAL, bytes);
  }

  /** A VARCHAR of at most this many bytes. */
  public static Type text(int bytes) {
    return sized(TEXT, bytes);
  }

  /** A VARCHAR as long as another text; of unknown length if that is not known. */
  public static Type text(Type given) {
    return given.hasText() && given.precision.isPresent() ? text(given.precision.getAsInt()) : TEXT;
  }

  /** A text without its length; any other type as it is. */
  public Type growing() {
    return hasText() ? (is(LITERAL) ? TEXT : of(name)) : this;
  }

  /** The same type of another length. */
  public Type of(OptionalInt length) {
    return new Type(name, length, scale);
  }

  private static Type sized(Type text, int bytes) {
    int length = Math.min(Math.max(bytes, 1), Sizes.VARCHAR);
    return new Type(text.name, OptionalInt.of(length), OptionalInt.empty());
  }

  private static OptionalInt size(String digits) {
    try {
      return OptionalInt.of(Integer.parseInt(digits.strip()));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  public boolean is(Type other) {
    return name.equals(other.name);
  }

  public boolean isKnown() {
    return !name.isEmpty();
  }

  public boolean isNumeric() {
    return name.equals("numeric");
  }

  public boolean isWhole() {
    return is(SMALLINT) || is(INTEGER) || is(BIGINT);
  }

  public boolean isFloat() {
    return is(DOUBLE) || name.equals("real");
  }

  public boolean isNumber() {
    return isNumeric() || isWhole() || isFloat();
  }

  public boolean isText() {
    return is(TEXT) || is(CHARACTER);
  }

  public boolean isBytes() {
    return is(VARBYTE);
  }

  public boolean isLiteral() {
    return is(LITERAL);
  }

  /** Whether it is an interval of one of Redshift's two types. */
  public boolean isInterval() {
    return is(MONTHS) || is(DAYS);
  }

  /** Whether it is a text, or a literal that is one. */
  private boolean hasText() {
    return isText() || (is(LITERAL) && precision.isPresent());
  }

  /** The type of what may be one or the other: of UNION, CASE, COALESCE. */
  public static Type common(Type a, Type b) {
    if (a.hasText() && b.hasText()) {
      return longest(a, b);
    }
    if (a.is(LITERAL) || b.is(LITERAL)) {
      return a.is(LITERAL) ? b : a;
    }
    if (a.is(SUPER) || b.is(SUPER)) {
      return SUPER;
    }
    if ((a.isFloat() && b.isNumber()) || (b.isFloat() && a.isNumber())) {
      return DOUBLE;
    }
    if ((a.isNumeric() && b.isNumber()) || (b.isNumeric() && a.isNumber())) {
      Type left = Decimals.of(a);
      Type right = Decimals.of(b);
      return left == null || right == null ? of("numeric") : Decimals.common(left, right);
    }
    if (a.isWhole() && b.isWhole()) {
      return wider(a, b);
    }
    if (a.isBytes() && b.isBytes()) {
      return bytes(a, b, Math::max);
    }
    return a.equals(b) ? a : a.is(b) ? of(a.name) : UNKNOWN;
  }

  /** A literal takes the other's type; CHAR beside VARCHAR is VARCHAR. */
  private static Type longest(Type a, Type b) {
    Type kind = a.is(LITERAL) ? of(b.name) : b.is(LITERAL) || a.is(b) ? of(a.name) : TEXT;
    return a.precision.isPresent() && b.precision.isPresent()
        ? sized(kind, Math.max(a.precision.getAsInt(), b.precision.getAsInt()))
        : kind;
  }

  /** Of {@code a || b}: the lengths are added. */
  public static Type joined(Type a, Type b) {
    if (a.isBytes() && b.isBytes()) {
      return bytes(a, b, Integer::sum);
    }
    boolean isKnown =
        a.hasText() && b.hasText() && a.precision.isPresent() && b.precision.isPresent();
    return isKnown ? text(a.precision.getAsInt() + b.precision.getAsInt()) : TEXT;
  }

  private static Type bytes(Type a, Type b, IntBinaryOperator length) {
    return a.precision.isPresent() && b.precision.isPresent()
        ? VARBYTE.of(
            OptionalInt.of(
                Math.min(
                    length.applyAsInt(a.precision.getAsInt(), b.precision.getAsInt()),
                    Sizes.VARBYTE)))
        : VARBYTE;
  }

  /** The wider of two types of whole numbers. */
  public static Type wider(Type a, Type b) {
    if (a.is(BIGINT) || b.is(BIGINT)) {
      return BIGINT;
    }
    return a.is(INTEGER) || b.is(INTEGER) ? INTEGER : SMALLINT;
  }
}
