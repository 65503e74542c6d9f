package io.querycast.local.redshift;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.statement.create.table.ColDataType;

/**
 * Redshift's types: the engine's names for them, and the Data API's names for the engine's types.
 */
final class Types {
  private static final Map<String, String> ENGINE =
      Map.ofEntries(
          Map.entry("smallint", "smallint"),
          Map.entry("int2", "smallint"),
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("integer", "integer"),
          Map.entry("bigint", "bigint"),
          Map.entry("int8", "bigint"),
          Map.entry("real", "real"),
          Map.entry("float4", "real"),
          Map.entry("float", "double"),
          Map.entry("float8", "double"),
          Map.entry("double precision", "double"),
          Map.entry("bool", "boolean"),
          Map.entry("boolean", "boolean"),
          Map.entry("date", "date"),
          Map.entry("time", "time"),
          Map.entry("timestamp", "timestamp"),
          Map.entry("timestamp without time zone", "timestamp"),
          Map.entry("timestamptz", "timestamptz"),
          Map.entry("timestamp with time zone", "timestamptz"),
          Map.entry("varbyte", "blob"),
          Map.entry("text", "varchar"),
          Map.entry("varchar", "varchar"),
          Map.entry("character varying", "varchar"),
          Map.entry("nvarchar", "varchar"),
          Map.entry("char", "varchar"),
          Map.entry("character", "varchar"),
          Map.entry("nchar", "varchar"),
          Map.entry("bpchar", "varchar"),
          Map.entry("decimal", "decimal"),
          Map.entry("numeric", "decimal"));

  private static final Map<String, String> DATA_API =
      Map.ofEntries(
          Map.entry("TINYINT", "int2"),
          Map.entry("SMALLINT", "int2"),
          Map.entry("INTEGER", "int4"),
          Map.entry("BIGINT", "int8"),
          // The engine's type for a sum of whole numbers; in Redshift the sum is a bigint.
          Map.entry("HUGEINT", "int8"),
          Map.entry("FLOAT", "float4"),
          Map.entry("DOUBLE", "float8"),
          Map.entry("BOOLEAN", "bool"),
          Map.entry("DATE", "date"),
          Map.entry("TIME", "time"),
          Map.entry("TIMESTAMP", "timestamp"),
          Map.entry("TIMESTAMP_S", "timestamp"),
          Map.entry("TIMESTAMP_MS", "timestamp"),
          Map.entry("TIMESTAMP_NS", "timestamp"),
          Map.entry("TIMESTAMP WITH TIME ZONE", "timestamptz"),
          Map.entry("VARCHAR", "varchar"),
          Map.entry("\"NULL\"", "varchar"),
          Map.entry("NULL", "varchar"),
          Map.entry("BLOB", "varbyte"));

  private static final Pattern WRITTEN =
      Pattern.compile("([a-z0-9]++(?: [a-z0-9]++)*+) *+(?:\\(([0-9, ]++|max)\\))?");

  private Types() {}

  /** The engine's type for a column of a table or for a cast. */
  static String column(ColDataType type) throws RedshiftError {
    Matcher written = written(type);
    String engine = engine(written.group(1));
    if (!engine.equals("decimal")) {
      return engine;
    }
    return written.group(2) == null ? "decimal(18, 0)" : "decimal(" + written.group(2) + ")";
  }

  /** A cast; a cast to a text of limited length cuts off the rest. */
  static String cast(String value, ColDataType type) throws RedshiftError {
    String plain = "cast(" + value + " as " + column(type) + ")";
    Matcher written = written(type);
    String length = written.group(2);
    boolean cut = engine(written.group(1)).equals("varchar") && length != null;
    return cut && length.matches("\\d+") ? "left(" + plain + ", " + length + ")" : plain;
  }

  /**
   * The greatest length of a text; empty if the type is not a text, or has no length of its own.
   */
  static OptionalInt length(ColDataType type) throws RedshiftError {
    Matcher written = written(type);
    String length = written.group(2);
    boolean limited = engine(written.group(1)).equals("varchar") && length != null;
    return limited && length.matches("\\d+")
        ? OptionalInt.of(Integer.parseInt(length))
        : OptionalInt.empty();
  }

  /** The type's own name, in lower case, without length or precision. */
  static String name(ColDataType type) {
    Matcher matcher = WRITTEN.matcher(type.toString().strip().toLowerCase(Locale.ROOT));
    return matcher.matches() ? matcher.group(1) : type.toString();
  }

  /**
   * The Data API's name for an engine's type.
   *
   * @throws RedshiftError for a type that Redshift or this warehouse does not have
   */
  static String dataApi(String engine) throws RedshiftError {
    String name = engine.startsWith("DECIMAL") ? "numeric" : DATA_API.get(engine);
    if (name == null) {
      throw RedshiftError.notAvailable("a column of type " + engine.toLowerCase(Locale.ROOT));
    }
    return name;
  }

  private static Matcher written(ColDataType type) throws RedshiftError {
    Matcher matcher = WRITTEN.matcher(type.toString().strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw RedshiftError.notAvailable("type " + type);
    }
    return matcher;
  }

  private static String engine(String name) throws RedshiftError {
    String engine = ENGINE.get(name);
    if (engine == null) {
      throw RedshiftError.notAvailable("type " + name);
    }
    return engine;
  }
}
