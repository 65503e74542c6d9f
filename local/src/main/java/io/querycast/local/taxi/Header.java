package io.querycast.local.taxi;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where a file has which column. Columns that the table does not have are left out. */
final class Header {
  // Other trips of the Commission, by a column that only they have.
  private static final Map<String, String> FOREIGN =
      Map.of(
          "lpeppickupdatetime", "green taxis",
          "dispatchingbasenum", "for-hire vehicles",
          "hvfhslicensenum", "for-hire vehicles of high volume");

  private final String[] names;
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);

  private Header(String[] row) {
    int width = row.length;
    while (width > 0 && Values.isEmpty(row[width - 1])) {
      width--;
    }
    names = new String[width];
    for (int i = 0; i < width; i++) {
      names[i] = row[i].strip();
      Column column = Column.named(names[i]);
      if (column != null) {
        places.putIfAbsent(column, i);
      }
    }
  }

  /**
   * The header that a row is.
   *
   * @throws IllegalArgumentException if these are not the names of a file of yellow taxis; the
   *     message belongs behind the file's name
   */
  static Header of(String[] row) {
    Header header = new Header(row);
    for (String name : header.names) {
      String whose = FOREIGN.get(Column.bare(name));
      if (whose != null) {
        throw new IllegalArgumentException(
            "holds trips of %s, not of yellow taxis: it has the column %s."
                .formatted(whose, Values.shown(name)));
      }
    }
    if (!header.hasTimes()) {
      throw new IllegalArgumentException(
          "is no file of taxi trips: it has no columns of pickup and dropoff times, such as"
              + " tpep_pickup_datetime.");
    }
    if (!header.has(Column.TRIP_DISTANCE)
        && !header.has(Column.FARE_AMOUNT)
        && !header.has(Column.TOTAL_AMOUNT)) {
      throw new IllegalArgumentException(
          "is no file of taxi trips: it has no column of distances, fares or totals, such as"
              + " trip_distance.");
    }
    return header;
  }

  private boolean has(Column column) {
    return places.containsKey(column);
  }

  private boolean hasTimes() {
    return has(Column.PICKUP_DATETIME) && has(Column.DROPOFF_DATETIME);
  }

  /** Whether a row is a header too, as where two files were joined. */
  boolean isRepeatedIn(String[] row) {
    Integer pickup = places.get(Column.PICKUP_DATETIME);
    return pickup < row.length
        && row[pickup] != null
        && Column.named(row[pickup]) != null
        && new Header(row).hasTimes();
  }

  /**
   * The values of a row, in the table's order.
   *
   * @throws BadValue that names the column
   */
  Object[] read(String[] row) throws BadValue {
    checkWidth(row);
    List<Object> values = new ArrayList<>();
    for (Column column : Column.values()) {
      Integer at = places.get(column);
      try {
        values.add(at == null ? null : column.read(row[at]));
      } catch (BadValue e) {
        throw new BadValue(names[at] + ": " + e.getMessage());
      }
    }
    return values.toArray();
  }

  /** Rows of late 2016 have two empty fields more than there are names. */
  private void checkWidth(String[] row) throws BadValue {
    int width = row.length;
    while (width > names.length && Values.isEmpty(row[width - 1])) {
      width--;
    }
    if (width != names.length) {
      throw new BadValue("there are %d fields for %d columns".formatted(row.length, names.length));
    }
  }
}
