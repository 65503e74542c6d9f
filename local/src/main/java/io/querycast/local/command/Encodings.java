package io.querycast.local.command;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;
import java.util.Map;

/** Which compression encodings there are, and for which types; here they change nothing. */
final class Encodings {
  private static final String NUMBERS = "smallint integer bigint numeric";
  private static final String TIMES = "date time timetz timestamp timestamptz interval";
  private static final String TEXTS = "char varchar";

  /** The types that an encoding is for, by the engine's names; RAW and ZSTD are for all. */
  private static final Map<String, List<String>> TYPES =
      Map.ofEntries(
          Map.entry("az64", all(NUMBERS, TIMES)),
          Map.entry("bytedict", all(NUMBERS, "real double", TEXTS, TIMES, "bytea")),
          Map.entry("delta", all(NUMBERS, TIMES)),
          Map.entry("delta32k", all("integer bigint numeric", TIMES)),
          Map.entry("lzo", all(NUMBERS, TEXTS, TIMES, "redshift.super bytea")),
          Map.entry("mostly8", all(NUMBERS)),
          Map.entry("mostly16", all("integer bigint numeric")),
          Map.entry("mostly32", all("bigint numeric")),
          Map.entry("runlength", all(NUMBERS, "real double boolean", TEXTS, TIMES, "bytea")),
          Map.entry("text255", all("varchar")),
          Map.entry("text32k", all("varchar")));

  private Encodings() {}

  private static List<String> all(String... names) {
    return List.of(String.join(" ", names).split(" "));
  }

  /** Reads the encoding of a column. */
  static String read(Cursor cursor, String column, ColumnType type) {
    String engines = type.sql().replaceFirst("[( ].*", "");
    Token at = cursor.peek();
    String encoding = named(cursor, column);
    if (TYPES.containsKey(encoding) && !TYPES.get(encoding).contains(engines)) {
      throw refused(column, at);
    }
    return encoding;
  }

  /** Reads an encoding for a column of any type. */
  static String named(Cursor cursor, String column) {
    Token encoding = cursor.take();
    boolean isForAll = encoding.isWord(List.of("raw", "zstd"));
    if (!isForAll && !TYPES.containsKey(encoding.value())) {
      throw refused(column, encoding);
    }
    return encoding.value();
  }

  /** The engine's names of the types that an encoding is for; empty for all. */
  static List<String> types(String encoding) {
    return TYPES.getOrDefault(encoding, List.of());
  }

  private static Refused refused(String column, Token encoding) {
    return new Refused(
        "invalid encoding type specified for column \"%s\"".formatted(column), encoding.start());
  }
}
