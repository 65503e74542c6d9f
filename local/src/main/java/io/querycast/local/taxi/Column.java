package io.querycast.local.taxi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The columns of {@code nyc_yellow_taxi}, in the order of {@code sql/setup.sql}. Each has the names
 * that the files of other years give it, as {@link #bare} writes them.
 */
@SuppressWarnings("ImmutableEnumChecker") // Nobody changes List.of, and a reading holds nothing.
enum Column {
  VENDOR_ID("smallint", Values::vendor, "vendorname"),
  PICKUP_DATETIME("timestamp", Values::time, "tpeppickupdatetime", "trippickupdatetime"),
  DROPOFF_DATETIME("timestamp", Values::time, "tpepdropoffdatetime", "tripdropoffdatetime"),
  PASSENGER_COUNT("smallint", Values::small),
  TRIP_DISTANCE("decimal(12, 2)", text -> Values.decimal(text, 12)),
  RATE_CODE_ID("smallint", Values::small, "ratecode"),
  STORE_AND_FWD_FLAG("varchar", Values::flag, "storeandforward"),
  PICKUP_LOCATION_ID("integer", Values::whole, "pulocationid"),
  DROPOFF_LOCATION_ID("integer", Values::whole, "dolocationid"),
  PAYMENT_TYPE("smallint", Values::payment),
  FARE_AMOUNT("decimal(9, 2)", Values::money, "fareamt"),
  EXTRA("decimal(9, 2)", Values::money, "surcharge"),
  MTA_TAX("decimal(9, 2)", Values::money),
  TIP_AMOUNT("decimal(9, 2)", Values::money, "tipamt"),
  TOLLS_AMOUNT("decimal(9, 2)", Values::money, "tollsamt"),
  IMPROVEMENT_SURCHARGE("decimal(9, 2)", Values::money),
  TOTAL_AMOUNT("decimal(9, 2)", Values::money, "totalamt"),
  CONGESTION_SURCHARGE("decimal(9, 2)", Values::money);

  private final String type;
  private final Reading reading;
  private final List<String> otherNames;

  /** How a text becomes a value of the column's type. */
  private interface Reading {
    Object read(String text) throws BadValue;
  }

  Column(String type, Reading reading, String... otherNames) {
    this.type = type;
    this.reading = reading;
    this.otherNames = List.of(otherNames);
  }

  /** The column that a file means by a name; null if the table has none for it. */
  static Column named(String name) {
    String bare = bare(name);
    return Arrays.stream(values())
        .filter(column -> bare.equals(bare(column.name())) || column.otherNames.contains(bare))
        .findFirst()
        .orElse(null);
  }

  /**
   * A name in small letters and digits alone. The years write blanks and underscores differently,
   * and a byte order mark may come before the first name.
   */
  static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** All columns with their types, as in {@code create table}. */
  static String definitions() {
    return Arrays.stream(values())
        .map(column -> column.label() + " " + column.type)
        .collect(Collectors.joining(", "));
  }

  /** The table's name of the column. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether each trip must have it, as the table says. */
  boolean isNeeded() {
    return this == PICKUP_DATETIME || this == DROPOFF_DATETIME;
  }

  /**
   * The value of a field.
   *
   * @return null if the field is empty
   */
  Object read(String text) throws BadValue {
    Object value = Values.isEmpty(text) ? null : reading.read(text.strip());
    if (value == null && isNeeded()) {
      throw new BadValue("it is empty");
    }
    return value;
  }
}
