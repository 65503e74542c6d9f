package io.querycast.local.command;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Sizes;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The type of a column.
 *
 * @param sql the engine's type
 * @param length of a VARBYTE, which the engine does not keep; 0 for other types
 */
record ColumnType(String sql, int length) {
  /** The length of VARCHAR and CHAR without one. */
  private static final int TEXT = 256;

  private static final int VARBYTE = 64000;

  private static final Map<String, String> PLAIN =
      Map.ofEntries(
          Map.entry("smallint", "smallint"),
          Map.entry("int2", "smallint"),
          Map.entry("integer", "integer"),
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("bigint", "bigint"),
          Map.entry("int8", "bigint"),
          Map.entry("real", "real"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("bool", "boolean"),
          Map.entry("boolean", "boolean"),
          Map.entry("date", "date"),
          Map.entry("timetz", "timetz"),
          Map.entry("timestamptz", "timestamptz"),
          Map.entry("super", "redshift.super"),
          Map.entry("hllsketch", "redshift.hllsketch"));

  /** How long a value may be, in bytes; 0 for types without a length. */
  int size() {
    return sql.startsWith("varchar(") ? Integer.parseInt(sql.replaceAll("\\D", "")) : length;
  }

  /** Reads a type as CREATE TABLE has it. */
  static ColumnType read(Cursor cursor) {
    Token first = cursor.peek();
    if (first.kind() != Token.Kind.WORD) {
      throw cursor.unexpected();
    }
    if (cursor.sees("national") && cursor.peek(1).isWord(List.of("character", "char"))) {
      cursor.take();
    }
    String name = cursor.take().value();
    String plain = PLAIN.get(name);
    if (plain != null) {
      return new ColumnType(plain, 0);
    }
    return switch (name) {
      case "decimal", "numeric", "dec" -> new ColumnType("numeric" + decimal(cursor, first), 0);
      case "double" -> {
        cursor.take("precision");
        yield new ColumnType("double precision", 0);
      }
      case "float" -> {
        List<String> sizes = sizes(cursor);
        int bits = sizes.isEmpty() ? 53 : number(sizes.get(0), first);
        if (bits < 1 || bits > 53) {
          throw new Refused(
              bits < 1
                  ? "precision for type float must be at least 1 bit"
                  : "precision for type float must be less than 54 bits",
              first.start());
        }
        boolean isShort = bits <= 24;
        yield new ColumnType(isShort ? "real" : "double precision", 0);
      }
      case "varchar", "nvarchar", "text" -> text("varchar", cursor, first);
      case "char", "nchar", "bpchar", "character" -> {
        boolean varying = cursor.sees("varying");
        if (varying) {
          cursor.take();
        }
        yield text(varying ? "varchar" : name.equals("bpchar") ? name : "char", cursor, first);
      }
      case "time" -> zoned("time", cursor);
      case "timestamp" -> zoned("timestamp", cursor);
      case "varbyte", "varbinary" -> varbyte(cursor, first);
      case "binary" -> {
        cursor.take("varying");
        yield varbyte(cursor, first);
      }
      case "interval" -> interval(cursor);
      case "geometry", "geography" ->
          throw Refused.notAvailable(name.toUpperCase(java.util.Locale.ROOT), first);
      default -> throw new Refused("type \"%s\" does not exist".formatted(name), first.start());
    };
  }

  private static String decimal(Cursor cursor, Token at) {
    List<String> sizes = sizes(cursor);
    int precision = sizes.isEmpty() ? 18 : number(sizes.get(0), at);
    int scale = sizes.size() < 2 ? 0 : number(sizes.get(1), at);
    Sizes.decimal(precision, scale, at);
    return "(" + precision + ", " + scale + ")";
  }

  private static ColumnType text(String type, Cursor cursor, Token at) {
    List<String> sizes = sizes(cursor);
    int longest = type.equals("varchar") ? Sizes.VARCHAR : Sizes.CHAR;
    int otherwise = type.equals("char") ? 1 : TEXT;
    int length =
        sizes.isEmpty()
            ? otherwise
            : sizes.get(0).equals("max") ? longest : number(sizes.get(0), at);
    Sizes.text(type.equals("varchar") ? type : "char", length, at);
    return new ColumnType((type.equals("bpchar") ? "char" : type) + "(" + length + ")", 0);
  }

  private static ColumnType zoned(String type, Cursor cursor) {
    sizes(cursor);
    boolean with = cursor.sees("with", "time", "zone");
    if (with || cursor.sees("without", "time", "zone")) {
      cursor.take();
      cursor.take();
      cursor.take();
    }
    return new ColumnType(with ? type + "tz" : type, 0);
  }

  private static ColumnType varbyte(Cursor cursor, Token at) {
    List<String> sizes = sizes(cursor);
    int length = sizes.isEmpty() ? VARBYTE : number(sizes.get(0), at);
    if (length < 1) {
      throw new Refused("length for type varbyte must be at least 1", at.start());
    }
    if (length > Sizes.VARBYTE) {
      throw new Refused("length for type varbyte cannot exceed " + Sizes.VARBYTE, at.start());
    }
    return new ColumnType("bytea", length);
  }

  private static ColumnType interval(Cursor cursor) {
    StringBuilder fields = new StringBuilder("interval");
    while (cursor.seesAny(List.of("year", "month", "day", "hour", "minute", "second", "to"))) {
      fields.append(' ').append(cursor.take().value());
      if (cursor.seesMark("(")) {
        fields.append('(').append(sizes(cursor).get(0)).append(')');
      }
    }
    return new ColumnType(fields.toString(), 0);
  }

  private static List<String> sizes(Cursor cursor) {
    List<String> sizes = new ArrayList<>();
    if (!cursor.seesMark("(")) {
      return sizes;
    }
    cursor.take();
    while (true) {
      sizes.add(cursor.take().value());
      if (!cursor.seesMark(",")) {
        break;
      }
      cursor.take();
    }
    cursor.takeMark(")");
    return sizes;
  }

  private static int number(String digits, Token at) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new Refused("syntax error at or near \"" + digits + '"', at.start());
    }
  }
}
