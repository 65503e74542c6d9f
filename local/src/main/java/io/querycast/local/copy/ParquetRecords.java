package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of a Parquet file. Its columns are taken by their places. */
final class ParquetRecords implements Records {
  private final Duck duck = Duck.open();
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Field field = new Field();
  private final int count;

  /** Which columns are numbers of at most 64 bits, which are written without a detour. */
  private final boolean[] isWhole;

  private final boolean[] isText;

  private long row;

  ParquetRecords(Path file) throws IOException {
    try {
      String path = duck.named(file).toString();
      List<String> types = types(path);
      count = types.size();
      isWhole = new boolean[count];
      isText = new boolean[count];
      statement = duck.connection().prepareStatement(select(types));
      statement.setString(1, path);
      rows = statement.executeQuery();
    } catch (SQLException e) {
      close();
      throw unreadable();
    }
  }

  private static Refused unreadable() {
    return new Refused("Spectrum Scan Error: the file is not a Parquet file that can be read", -1);
  }

  private List<String> types(String path) throws SQLException {
    List<String> types = new ArrayList<>();
    try (PreparedStatement describe =
        duck.connection().prepareStatement("select * from read_parquet(?) limit 0")) {
      describe.setString(1, path);
      try (ResultSet none = describe.executeQuery()) {
        for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
          types.add(none.getMetaData().getColumnTypeName(i));
        }
      }
    }
    return types;
  }

  /** Names of columns come from the file, so ours stand for them. */
  private String select(List<String> types) {
    StringBuilder names = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      String type = types.get(i);
      String name = "c" + i;
      names.append(i == 0 ? "" : ", ").append(name);
      values.append(i == 0 ? "" : ", ").append(value(name, type));
      isText[i] = !value(name, type).contains("to_json") && !isNumber(type);
      isWhole[i] =
          List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
              .contains(type);
    }
    return "select %s from read_parquet(?) as t(%s)".formatted(values, names);
  }

  private static boolean isNumber(String type) {
    return type.startsWith("DECIMAL")
        || type.matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|BOOLEAN");
  }

  /** Whether a column holds texts, and not numbers or nested values. */
  boolean isText(int index) {
    return isText[index];
  }

  private static String value(String name, String type) {
    if (type.startsWith("STRUCT") || type.startsWith("MAP") || type.endsWith("]")) {
      return "cast(to_json(%s) as varchar)".formatted(name);
    }
    if (type.equals("BLOB")) {
      return "lower(hex(%s))".formatted(name);
    }
    return type.startsWith("TIMESTAMP") || type.equals("TIME") || type.equals("DATE")
        ? "cast(%s as varchar)".formatted(name)
        : name;
  }

  @Override
  public boolean next() throws IOException {
    try {
      row++;
      return rows.next();
    } catch (SQLException e) {
      throw unreadable();
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Field field(int index) {
    try {
      if (isWhole[index]) {
        long number = rows.getLong(index + 1);
        if (rows.wasNull()) {
          field.setNull();
        } else {
          field.set(Long.toString(number));
        }
        return field;
      }
      Object value = rows.getObject(index + 1);
      if (value == null) {
        field.setNull();
      } else {
        field.set(value instanceof BigDecimal number ? number.toPlainString() : value.toString());
      }
      return field;
    } catch (SQLException e) {
      throw unreadable();
    }
  }

  @Override
  public long line() {
    return row;
  }

  @Override
  public String raw() {
    return "";
  }

  @Override
  public void close() throws IOException {
    try {
      duck.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
