package io.querycast.local.redshift;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One file of trips of New York's Taxi and Limousine Commission, CSV (gzip too) or Parquet. Columns
 * are found by name, in the style of any year. Columns that the table does not have are left out
 * (coordinates); columns that the file does not have are NULL.
 */
final class TaxiFile {
  // The table's name of a column, then the files' names for it.
  private static final String[] NAMES = {
    "vendor_id vendorid",
    "pickup_datetime tpep_pickup_datetime trip_pickup_datetime",
    "dropoff_datetime tpep_dropoff_datetime trip_dropoff_datetime",
    "rate_code_id ratecodeid rate_code ratecode",
    "store_and_fwd_flag store_and_forward",
    "pickup_location_id pulocationid",
    "dropoff_location_id dolocationid",
    "fare_amount fare_amt",
    "tip_amount tip_amt",
    "tolls_amount tolls_amt",
    "total_amount total_amt",
    "extra surcharge",
  };

  private TaxiFile() {}

  /**
   * Adds the file's trips to the table.
   *
   * @throws IllegalArgumentException if it is not a file of trips; the message names the file
   */
  static void load(Connection connection, Path file) {
    try (Statement statement = connection.createStatement()) {
      String reader = reader(file);
      Map<String, String> sources = sources(statement, reader);
      if (!sources.containsKey("pickup_datetime") || !sources.containsKey("dropoff_datetime")) {
        throw new IllegalArgumentException(
            "%s has no known column of pickup and dropoff times, such as tpep_pickup_datetime."
                .formatted(file));
      }
      Map<String, String> columns = columns(statement);
      List<String> into = new ArrayList<>();
      List<String> values = new ArrayList<>();
      sources.forEach(
          (column, source) -> {
            into.add(column);
            values.add(value(source, columns.get(column)));
          });
      statement.execute(
          "insert into nyc_yellow_taxi (%s) select %s from %s"
              .formatted(String.join(", ", into), String.join(", ", values), reader));
    } catch (SQLException e) {
      String reason = e.getMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          "%s cannot be read as taxi trips: %s".formatted(file, reason), e);
    }
  }

  private static String reader(Path file) {
    String path = "'" + file.toAbsolutePath().toString().replace("'", "''") + "'";
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".parquet")
        ? "read_parquet(" + path + ")"
        : "read_csv(" + path + ", header = true, all_varchar = true, delim = ',', quote = '\"')";
  }

  /** The table's columns that the file has, each with the file's name for it. */
  private static Map<String, String> sources(Statement statement, String reader)
      throws SQLException {
    Map<String, String> known = new HashMap<>();
    for (String column : columns(statement).keySet()) {
      known.put(column, column);
    }
    for (String line : NAMES) {
      String[] names = line.split(" ");
      for (String name : names) {
        known.put(name, names[0]);
      }
    }
    Map<String, String> sources = new LinkedHashMap<>();
    for (String header : describe(statement, "select * from " + reader).keySet()) {
      String column = known.get(header.strip().toLowerCase(Locale.ROOT));
      if (column != null) {
        sources.putIfAbsent(column, header);
      }
    }
    return sources;
  }

  private static Map<String, String> columns(Statement statement) throws SQLException {
    return describe(statement, "select * from nyc_yellow_taxi");
  }

  private static Map<String, String> describe(Statement statement, String select)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (ResultSet described = statement.executeQuery("describe " + select)) {
      while (described.next()) {
        columns.put(described.getString(1), described.getString(2));
      }
    }
    return columns;
  }

  /** Whole numbers may be written as 1.0, and an empty field is NULL. */
  private static String value(String source, String type) {
    String text = "nullif(trim(cast(\"" + source.replace("\"", "\"\"") + "\" as varchar)), '')";
    boolean whole = List.of("SMALLINT", "INTEGER", "BIGINT").contains(type);
    String value = whole ? "cast(" + text + " as double)" : text;
    return type.equals("VARCHAR") ? "left(" + text + ", 1)" : "cast(" + value + " as " + type + ")";
  }
}
