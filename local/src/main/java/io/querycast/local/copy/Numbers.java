package io.querycast.local.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and truth values. */
final class Numbers {
  private Numbers() {}

  private static Unfit digit(Field field, int at, String type) {
    String value = at < field.to ? String.valueOf((char) (field.bytes[at] & 0xff)) : "";
    return new Unfit(
        Unfit.BAD_DIGIT,
        "Invalid digit, Value '%s', Pos %d, Type: %s".formatted(value, at - field.from, type));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static int afterBlanks(Field field) {
    int at = field.from;
    while (at < field.to && field.bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  private static int beforeBlanks(Field field) {
    int to = field.to;
    while (to > field.from && field.bytes[to - 1] == ' ') {
      to--;
    }
    return to;
  }

  /** SMALLINT, INTEGER and BIGINT. */
  static Converter whole(String type, long most) {
    return (field, row) -> {
      int at = afterBlanks(field);
      int to = beforeBlanks(field);
      boolean isNegative = field.bytes[at] == '-';
      at += isNegative || field.bytes[at] == '+' ? 1 : 0;
      if (at == to) {
        throw digit(field, at - 1, type);
      }
      // Counted downwards, since there is one more negative number.
      long value = 0;
      for (int i = at; i < to; i++) {
        byte b = field.bytes[i];
        if (!isDigit(b)) {
          throw digit(field, i, type);
        }
        int next = b - '0';
        if (value < (Long.MIN_VALUE + next) / 10) {
          throw overflow(type);
        }
        value = value * 10 - next;
      }
      if (value < (isNegative ? -most - 1 : -most)) {
        throw overflow(type);
      }
      if (isNegative) {
        row.put('-');
      }
      row.putPlain(field.bytes, at, to);
      return true;
    };
  }

  private static Unfit overflow(String type) {
    return new Unfit(Unfit.OVERFLOW, "Overflow, Column type: " + type);
  }

  /** DECIMAL; what the scale has no place for is cut off, or rounded. */
  static Converter decimal(int precision, int scale, boolean rounds) {
    BigInteger limit = BigInteger.TEN.pow(precision);
    return (field, row) -> {
      int from = afterBlanks(field);
      int to = beforeBlanks(field);
      int at = from + (field.bytes[from] == '-' || field.bytes[from] == '+' ? 1 : 0);
      int point = -1;
      int digits = 0;
      int first = -1;
      for (int i = at; i < to; i++) {
        byte b = field.bytes[i];
        if (isDigit(b)) {
          digits++;
          first = first < 0 && b != '0' ? i : first;
        } else if (b == '.' && point < 0) {
          point = i;
        } else {
          throw digit(field, i, "Decimal");
        }
      }
      if (digits == 0) {
        throw digit(field, at, "Decimal");
      }
      int end = point < 0 ? to : point;
      int whole = first < 0 || first > end ? 0 : end - first;
      int fraction = point < 0 ? 0 : to - point - 1;
      if (fraction > scale && rounds) {
        return rounded(field, from, to, scale, limit, row);
      }
      if (whole > precision - scale) {
        throw overflow("Decimal");
      }
      if (field.bytes[from] == '-') {
        row.put('-');
      }
      row.put('0');
      row.putPlain(field.bytes, at, fraction > scale ? point + (scale == 0 ? 0 : 1 + scale) : to);
      return true;
    };
  }

  private static boolean rounded(
      Field field, int from, int to, int scale, BigInteger limit, Row row) throws Unfit {
    String text =
        new String(field.bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
    BigDecimal number = new BigDecimal(text).setScale(scale, RoundingMode.HALF_UP);
    if (number.unscaledValue().abs().compareTo(limit) >= 0) {
      throw overflow("Decimal");
    }
    row.putPlain(number.toPlainString());
    return true;
  }

  /** REAL and DOUBLE PRECISION. */
  static Converter floating(boolean isDouble) {
    String type = isDouble ? "Double" : "Float";
    return (field, row) -> {
      String text = field.toString().strip();
      String word = text.toLowerCase(Locale.ROOT);
      if (word.equals("nan") || word.matches("[+-]?inf(inity)?")) {
        row.putPlain(text);
        return true;
      }
      for (int i = field.from; i < field.to; i++) {
        if ("0123456789.+-eE ".indexOf(field.bytes[i]) < 0) {
          throw digit(field, i, type);
        }
      }
      try {
        double number = Double.parseDouble(text);
        double stored = isDouble ? number : (float) number;
        if (Double.isInfinite(stored)) {
          throw overflow(type);
        }
        row.putPlain(isDouble ? Double.toString(number) : Float.toString(Float.parseFloat(text)));
        return true;
      } catch (NumberFormatException e) {
        throw digit(field, afterBlanks(field), type);
      }
    };
  }

  static boolean truth(Field field, Row row) throws Unfit {
    switch (field.toString().strip().toLowerCase(Locale.ROOT)) {
      case "t", "true", "y", "yes", "1" -> row.put('t');
      case "f", "false", "n", "no", "0" -> row.put('f');
      default -> throw new Unfit(Unfit.BAD_BOOLEAN, "Unknown boolean format");
    }
    return true;
  }
}
