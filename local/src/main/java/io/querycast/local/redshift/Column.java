package io.querycast.local.redshift;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.querycast.local.sql.tree.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGResultSetMetaData;

/**
 * One column of a result.
 *
 * @param label the name that the statement gives it; Redshift's driver, and with it the Data API,
 *     tells no other one
 * @param type the Data API's name, such as {@code int8}
 * @param precision digits of a number, or the length of a text
 * @param nullable 0 if it can't hold NULL, 1 if it can; expressions can
 * @param schema of the table; empty for an expression
 * @param table from which it comes; empty for an expression
 */
record Column(
    String label,
    String type,
    int precision,
    int scale,
    int nullable,
    String schema,
    String table) {

  /** The longest VARCHAR, for expressions of which no length is known. */
  private static final int LONGEST = 65535;

  /** What a VARBYTE without a length may hold. */
  private static final int VARBYTE = 64000;

  /** Redshift's own names, of tables and the like. */
  private static final int NAME = 64;

  /** For types without a limit of their own. */
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** The greatest precision of DECIMAL, for expressions of which none is known. */
  private static final int WIDEST = 38;

  private static final int MICROSECONDS = 6;

  private static final Set<String> INTERVALS = Set.of(Type.MONTHS.name(), Type.DAYS.name());

  // Names that each cell repeats, encoded once.
  private static final SerializableString NULL = new SerializedString("isNull");
  private static final SerializableString LONG = new SerializedString("longValue");
  private static final SerializableString TEXT = new SerializedString("stringValue");

  /** The schemas of the engine that make it a Redshift. */
  private static final Set<String> OURS = Set.of("redshift", "rdsdb");

  /** The Data API's names for the engine's types whose names differ. */
  private static final Map<String, String> TYPES =
      Map.of(
          "text", "varchar",
          "unknown", "varchar",
          "bytea", "varbyte",
          "void", "varchar",
          "serial", "int4",
          "bigserial", "int8",
          "jsonb", "super");

  static Column of(ResultSetMetaData columns, int index) throws SQLException {
    String type = typeOf(columns.getColumnTypeName(index));
    PGResultSetMetaData origin = columns.unwrap(PGResultSetMetaData.class);
    String table = origin.getBaseTableName(index);
    String schema = origin.getBaseSchemaName(index);
    boolean expression = table.isEmpty() || isStandIn(schema, table);
    return new Column(
        columns.getColumnLabel(index),
        type,
        precision(columns, index, type),
        scale(columns, index, type),
        !expression && columns.isNullable(index) == ResultSetMetaData.columnNoNulls ? 0 : 1,
        expression ? "" : schemaOf(schema),
        expression ? "" : table);
  }

  /** A view WITH NO SCHEMA BINDING is a query, for which a view of ours stands in the engine. */
  private static boolean isStandIn(String schema, String table) {
    return schema.equals("rdsdb") && table.startsWith("late_");
  }

  /** What stands in our own schemas is in Redshift's catalogue. */
  private static String schemaOf(String engine) {
    return OURS.contains(engine) ? "pg_catalog" : engine;
  }

  /** With its names in upper case. */
  Column upper() {
    return new Column(
        label.toUpperCase(Locale.ROOT), type, precision, scale, nullable, schema, table);
  }

  /** With the size that the engine does not know of an expression, but the statement tells. */
  Column as(Type known) {
    if (type.equals("interval") && known.isInterval()) {
      // The engine has one type of intervals; Redshift's are of months, or of days and less.
      return new Column(label, known.name(), precision, scale, nullable, schema, table);
    }
    boolean isTold =
        known.precision().isPresent()
            && switch (type) {
              case "numeric" -> known.scale().isPresent();
              case "varchar" -> known.isText() || known.isLiteral();
              case "bpchar" -> known.isText();
              case "varbyte" -> known.isBytes();
              default -> false;
            };
    return isTold
        ? new Column(
            label,
            type,
            known.precision().getAsInt(),
            known.scale().orElse(0),
            nullable,
            schema,
            table)
        : this;
  }

  /** The Data API's name for an engine's type, with or without its schema. */
  static String typeOf(String engine) {
    String bare = engine.substring(engine.lastIndexOf('.') + 1).replace("\"", "");
    return TYPES.getOrDefault(bare, bare);
  }

  private static int precision(ResultSetMetaData columns, int index, String type)
      throws SQLException {
    int precision = columns.getPrecision(index);
    return switch (type) {
      case "varchar", "bpchar" -> precision <= 0 || precision == UNLIMITED ? LONGEST : precision;
      case "varbyte" -> VARBYTE;
      case "super" -> UNLIMITED;
      case "name" -> NAME;
      case "numeric" -> precision <= 0 ? WIDEST : precision;
      default -> precision;
    };
  }

  private static int scale(ResultSetMetaData columns, int index, String type) throws SQLException {
    return switch (type) {
      case "timestamp", "timestamptz", "time", "timetz", "interval" -> MICROSECONDS;
      case "numeric" -> columns.getScale(index);
      case "float4", "float8" -> columns.getScale(index);
      default -> 0;
    };
  }

  /**
   * Writes one cell in the Data API's form.
   *
   * @return the approximate size of its value in bytes
   */
  int write(ResultSet row, int index, JsonGenerator out) throws SQLException, IOException {
    out.writeStartObject();
    int size = value(row, index, out);
    out.writeEndObject();
    return size;
  }

  private int value(ResultSet row, int index, JsonGenerator out) throws SQLException, IOException {
    // Text as the engine sends it, which need not become characters and then bytes again.
    byte[] text = row.getBytes(index);
    if (text == null) {
      out.writeFieldName(NULL);
      out.writeBoolean(true);
      return 0;
    }
    if (INTERVALS.contains(type)) {
      text = SpelledInterval.of(text, type.equals(Type.MONTHS.name()));
    }
    switch (type) {
      case "int2", "int4", "int8", "oid" -> {
        out.writeFieldName(LONG);
        out.writeNumber(new String(text, StandardCharsets.US_ASCII));
        return Long.BYTES;
      }
      case "float4", "float8" -> {
        floating(new String(text, StandardCharsets.US_ASCII), out);
        return Double.BYTES;
      }
      case "bool" -> {
        out.writeBooleanField("booleanValue", text[0] == 't');
        return 1;
      }
      case "numeric" -> {
        byte[] digits = withScale(text);
        out.writeFieldName(TEXT);
        out.writeUTF8String(digits, 0, digits.length);
        return digits.length;
      }
      case "varbyte" -> {
        out.writeBinaryField("blobValue", text);
        return text.length;
      }
      default -> {
        out.writeFieldName(TEXT);
        out.writeUTF8String(text, 0, text.length);
        return text.length;
      }
    }
  }

  /**
   * A DECIMAL has the digits behind the point that its type has; to the engine the 0 of {@code
   * coalesce(sum(price), 0)} has none.
   */
  private byte[] withScale(byte[] text) {
    int point = 0;
    while (point < text.length && text[point] != '.') {
      point++;
    }
    int missing = scale - Math.max(0, text.length - point - 1);
    boolean isNumber = text[text.length - 1] >= '0' && text[text.length - 1] <= '9';
    if (missing <= 0 || !isNumber) {
      return text;
    }
    byte[] digits = Arrays.copyOf(text, Math.max(text.length, point + 1) + missing);
    Arrays.fill(digits, digits.length - missing, digits.length, (byte) '0');
    digits[point] = '.';
    return digits;
  }

  /**
   * JSON has no numbers for infinity and NaN, so they travel as words. A REAL is a double to the
   * Data API, with the digits that it then has.
   */
  private void floating(String text, JsonGenerator out) throws IOException {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      out.writeStringField("stringValue", text);
      return;
    }
    out.writeFieldName("doubleValue");
    out.writeNumber(Double.toString(type.equals("float4") ? (float) number : number));
  }
}
