package io.querycast.bench.page;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Pages of a thousand rows as the Data API sends them, the same every time. */
public enum Shape {
  /** Rows like a day's sums. */
  NUMBERS("5 numbers a row", List.of("date", "int8", "int8", "float8", "float8")) {
    @Override
    List<Cell> row(Random random, int number) {
      return List.of(
          Cell.text("2015-%02d-%02d".formatted(1 + number % 12, 1 + number % 28)),
          Cell.whole(random.nextInt(500_000)),
          Cell.whole(random.nextInt(2_000_000)),
          Cell.real(random.nextInt(1_000_000) / 100.0),
          Cell.real(random.nextInt(10_000) / 1000.0));
    }
  },

  /** Rows like single trips. */
  TRIPS(
      "10 columns of trips",
      List.of(
          "int8",
          "timestamp",
          "timestamp",
          "varchar",
          "int4",
          "float8",
          "numeric",
          "numeric",
          "bool",
          "varchar")) {
    @Override
    List<Cell> row(Random random, int number) {
      return List.of(
          Cell.whole(4_000_000_000L + number),
          Cell.text("2015-03-%02d %02d:12:59".formatted(1 + number % 28, number % 24)),
          Cell.text("2015-03-%02d %02d:31:07".formatted(1 + number % 28, number % 24)),
          Cell.text("Upper West Side South"),
          Cell.whole(random.nextInt(6)),
          Cell.real(random.nextInt(2000) / 100.0),
          Cell.text("%d.%02d".formatted(random.nextInt(90), random.nextInt(100))),
          Cell.text("%d.%02d".formatted(random.nextInt(90), random.nextInt(100))),
          Cell.truth(random.nextBoolean()),
          random.nextInt(3) == 0 ? Cell.NULL : Cell.text("credit card"));
    }
  },

  /** Text that people write. */
  TEXT("4 columns of text", List.of("varchar", "varchar", "varchar", "varchar")) {
    @Override
    List<Cell> row(Random random, int number) {
      return List.of(
          Cell.text("Ticket %d: the driver said \"no change\" and drove on".formatted(number)),
          Cell.text("wide and plain, ".repeat(8 + random.nextInt(5))),
          Cell.text("café, 東京, Москва, and back to plain letters again for a while"),
          Cell.text("first line\nsecond line\tand a backslash \\ " + random.nextInt(100_000)));
    }
  };

  /** As many as the local cloud puts on a page. How many Redshift does is not documented. */
  public static final int ROWS = 1000;

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> types;

  Shape(String title, List<String> types) {
    this.title = title;
    this.types = types;
  }

  /** Its name in the table. */
  public String title() {
    return title;
  }

  abstract List<Cell> row(Random random, int number);

  /** The answer of GetStatementResult. */
  byte[] json() {
    Random random = new Random(7);
    StringBuilder json = new StringBuilder("{\"Records\":[");
    for (int number = 0; number < ROWS; number++) {
      json.append(number == 0 ? "[" : ",[");
      json.append(
          row(random, number).stream()
              .map(cell -> "{\"%s\":%s}".formatted(cell.kind, cell.json))
              .collect(Collectors.joining(",")));
      json.append(']');
    }
    return json.append(']').append(columns()).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The answer of GetStatementResultV2 with CSV, as far as it is documented. */
  byte[] csv() {
    Random random = new Random(7);
    StringBuilder csv = new StringBuilder();
    for (int number = 0; number < ROWS; number++) {
      csv.append(
          row(random, number).stream().map(cell -> cell.csv).collect(Collectors.joining(",")));
      csv.append("\r\n");
    }
    String json =
        "{\"Records\":[{\"CSVRecords\":%s}],\"ResultFormat\":\"csv\"".formatted(quoted(csv));
    return (json + columns()).getBytes(StandardCharsets.UTF_8);
  }

  private String columns() {
    StringBuilder json = new StringBuilder(",\"ColumnMetadata\":[");
    for (int i = 0; i < types.size(); i++) {
      json.append(i == 0 ? "" : ",");
      json.append(
          """
          {"columnDefault":"","isCaseSensitive":false,"isCurrency":false,"isSigned":true,\
          "label":"column_%d","length":0,"name":"column_%d","nullable":1,"precision":19,\
          "scale":0,"schemaName":"public","tableName":"trips","typeName":"%s"}"""
              .formatted(i, i, types.get(i)));
    }
    return json.append("],\"TotalNumRows\":")
        .append(ROWS * 100)
        .append(",\"NextToken\":\"")
        .append("token-of-the-next-page-".repeat(6))
        .append("\"}")
        .toString();
  }

  private static String quoted(CharSequence text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** A value as both forms write it. */
  record Cell(String kind, String json, String csv) {
    static final Cell NULL = new Cell("isNull", "true", "");

    static Cell text(String value) {
      boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n');
      String csv = plain ? value : '"' + value.replace("\"", "\"\"") + '"';
      return new Cell("stringValue", quoted(value), csv);
    }

    static Cell whole(long value) {
      String text = Long.toString(value);
      return new Cell("longValue", text, text);
    }

    static Cell real(double value) {
      String text = String.format(Locale.ROOT, "%s", value);
      return new Cell("doubleValue", text, text);
    }

    static Cell truth(boolean value) {
      String text = Boolean.toString(value);
      return new Cell("booleanValue", text, text);
    }
  }
}
