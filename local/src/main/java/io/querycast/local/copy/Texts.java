package io.querycast.local.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Locale;

/** CHAR, VARCHAR, VARBYTE and SUPER. */
final class Texts {
  private Texts() {}

  /** VARCHAR, or CHAR if it takes single bytes only. */
  static Converter text(int length, boolean isChar, CopyOptions options) {
    return (field, row) -> {
      if (options.trimsBlanks && !isChar) {
        while (field.to > field.from && field.bytes[field.to - 1] == ' ') {
          field.to--;
        }
      }
      check(field, isChar, options.replacement);
      int to = field.to;
      if (length >= 0 && field.length() > length) {
        to = field.from + length;
        if (options.truncates) {
          while (to > field.from && (field.bytes[to] & 0xc0) == 0x80) {
            to--;
          }
        } else if (!isBlank(field, to)) {
          throw new Unfit(Unfit.TOO_LONG, "String length exceeds DDL length");
        }
      }
      row.putText(field.bytes, field.from, to);
      return true;
    };
  }

  private static boolean isBlank(Field field, int from) {
    for (int i = from; i < field.to; i++) {
      if (field.bytes[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  /** Makes sure that it is UTF-8, or replaces each byte that is not. */
  private static void check(Field field, boolean isChar, char replacement) throws Unfit {
    int at = field.from;
    while (at < field.to) {
      byte b = field.bytes[at];
      if (b > 0) {
        at++;
      } else if (b == 0) {
        throw new Unfit(1218, "A field with a null terminator (NUL) contained more than one byte");
      } else {
        int length = sequence(field, at);
        int wrong = length < 0 ? bad(field, at) : 0;
        if (wrong > 0 && replacement != 0 && !isChar) {
          for (int i = 0; i < wrong; i++) {
            field.bytes[at + i] = (byte) replacement;
          }
          at += wrong;
        } else if (isChar) {
          throw new Unfit(
              Unfit.BAD_CHARACTER,
              "Multibyte character not supported for CHAR (Hint: try using VARCHAR). Invalid char: "
                  + hex(field, at, wrong > 0 ? wrong : length));
        } else if (wrong > 0) {
          throw new Unfit(
              Unfit.BAD_CHARACTER,
              "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: %s (error %d)"
                  .formatted(hex(field, at, wrong), -length));
        } else {
          at += length;
        }
      }
    }
  }

  /** The bytes of the character that begins here; or minus the number of Redshift's error. */
  private static int sequence(Field field, int at) {
    int b = field.bytes[at] & 0xff;
    if (b >= 0xf8) {
      return b >= 0xfe ? -3 : -1;
    }
    int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 0;
    if (length == 0) {
      return -3;
    }
    if (at + length > field.to) {
      return -2;
    }
    int code = b & (0xff >> (length + 1));
    for (int i = 1; i < length; i++) {
      int next = field.bytes[at + i] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return -4;
      }
      code = (code << 6) | (next & 0x3f);
    }
    boolean isSurrogate = code >= 0xd800 && code <= 0xdfff;
    boolean isOverlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    return isSurrogate || isOverlong || code > 0x10ffff ? -5 : length;
  }

  /** How many bytes the wrong character has: its first, and those that continue it. */
  private static int bad(Field field, int at) {
    int most =
        switch (sequence(field, at)) {
          case -3 -> 1;
          default -> {
            int b = field.bytes[at] & 0xff;
            yield b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
          }
        };
    int length = 1;
    while (length < most && at + length < field.to && (field.bytes[at + length] & 0xc0) == 0x80) {
      length++;
    }
    return length;
  }

  private static String hex(Field field, int at, int length) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append(i == 0 ? "" : " ").append("%02x".formatted(field.bytes[at + i]));
    }
    return hex.toString();
  }

  /** VARBYTE, in hexadecimal digits. */
  static Converter bytes(int length) {
    return (field, row) -> {
      String hex = field.toString().strip().toLowerCase(Locale.ROOT);
      if (hex.length() % 2 != 0 || !hex.matches("[0-9a-f]*")) {
        throw new Unfit(Unfit.BAD_DIGIT, "Invalid hexadecimal format for VARBYTE");
      }
      if (length >= 0 && hex.length() / 2 > length) {
        throw new Unfit(Unfit.TOO_LONG, "Length of VARBYTE exceeds DDL length");
      }
      row.putText("\\x" + hex);
      return true;
    };
  }

  /** SUPER: any JSON. */
  static boolean json(Field field, Row row) throws Unfit {
    try {
      row.putText(JsonRecords.JSON.readTree(field.bytes, field.from, field.length()).toString());
      return true;
    } catch (JsonProcessingException e) {
      throw new Unfit(
          Unfit.BAD_SUPER,
          "Input data had invalid JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
