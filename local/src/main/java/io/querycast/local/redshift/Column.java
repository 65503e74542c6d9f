package io.querycast.local.redshift;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * One column of a result.
 *
 * @param type the Data API's name, such as {@code int8}
 * @param precision digits of a number, or the length of a text
 */
record Column(String name, String type, int precision, int scale) {

  static Column of(ResultSetMetaData columns, int index) throws SQLException, RedshiftError {
    String type = Types.dataApi(columns.getColumnTypeName(index));
    int precision =
        switch (type) {
          case "varchar" -> 65535;
          case "int8" -> 19;
          default -> columns.getPrecision(index);
        };
    return new Column(
        columns.getColumnLabel(index).toLowerCase(Locale.ROOT),
        type,
        precision,
        type.equals("numeric") ? columns.getScale(index) : 0);
  }

  /**
   * Writes one cell in the Data API's form.
   *
   * @return the approximate size of its value in bytes
   */
  int write(ResultSet row, int index, JsonGenerator out)
      throws SQLException, IOException, RedshiftError {
    out.writeStartObject();
    int size = value(row, index, out);
    out.writeEndObject();
    return size;
  }

  private int value(ResultSet row, int index, JsonGenerator out)
      throws SQLException, IOException, RedshiftError {
    switch (type) {
      case "int2", "int4", "int8" -> {
        Object number = row.getObject(index);
        return number == null ? none(out) : whole(number, out);
      }
      case "float8" -> {
        double number = row.getDouble(index);
        return row.wasNull() ? none(out) : floating(number, Double.toString(number), out);
      }
      case "float4" -> {
        float number = row.getFloat(index);
        return row.wasNull() ? none(out) : floating(number, Float.toString(number), out);
      }
      case "bool" -> {
        boolean truth = row.getBoolean(index);
        if (row.wasNull()) {
          return none(out);
        }
        out.writeBooleanField("booleanValue", truth);
        return 1;
      }
      case "varbyte" -> {
        byte[] bytes = row.getBytes(index);
        if (bytes == null) {
          return none(out);
        }
        out.writeBinaryField("blobValue", bytes);
        return bytes.length;
      }
      default -> {
        String text = text(row, index);
        if (text == null) {
          return none(out);
        }
        out.writeStringField("stringValue", text);
        return text.length();
      }
    }
  }

  private String text(ResultSet row, int index) throws SQLException {
    return switch (type) {
      case "timestamp" -> {
        LocalDateTime time = row.getObject(index, LocalDateTime.class);
        yield time == null ? null : TimeText.of(time);
      }
      case "timestamptz" -> {
        OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
        yield time == null ? null : TimeText.of(time);
      }
      case "date" -> {
        LocalDate day = row.getObject(index, LocalDate.class);
        yield day == null ? null : day.toString();
      }
      case "numeric" -> {
        var number = row.getBigDecimal(index);
        yield number == null ? null : number.toPlainString();
      }
      case "time" -> {
        Object time = row.getObject(index);
        yield time == null ? null : TimeText.of((java.time.LocalTime) time);
      }
      default -> row.getString(index);
    };
  }

  private static int none(JsonGenerator out) throws IOException {
    out.writeBooleanField("isNull", true);
    return 0;
  }

  private static int whole(Object number, JsonGenerator out) throws IOException, RedshiftError {
    if (number instanceof BigInteger big && big.bitLength() > 63) {
      throw new RedshiftError("Numeric data overflow (result precision)");
    }
    out.writeNumberField("longValue", ((Number) number).longValue());
    return 8;
  }

  /** JSON has no numbers for infinity and NaN, so they travel as words. */
  private static int floating(double number, String text, JsonGenerator out) throws IOException {
    if (Double.isFinite(number)) {
      out.writeFieldName("doubleValue");
      out.writeNumber(text);
    } else {
      out.writeStringField("stringValue", text);
    }
    return 8;
  }
}
