package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares each query of sql/queries with sums computed here from the same few trips. */
class QueriesTest {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private record Trip(
      LocalDateTime pickup,
      LocalDateTime dropoff,
      BigDecimal distance,
      BigDecimal fare,
      BigDecimal tip,
      Integer payment) {

    LocalDate day() {
      return pickup.toLocalDate();
    }

    boolean isIn(String month) {
      return pickup.toString().startsWith(month);
    }

    String line() {
      return "1,%s,%s,%s,%s,%s,%s,%s"
          .formatted(
              pickup.toString().replace('T', ' ') + (pickup.getSecond() == 0 ? ":00" : ""),
              dropoff.toString().replace('T', ' ') + (dropoff.getSecond() == 0 ? ":00" : ""),
              distance == null ? "" : distance,
              fare,
              tip,
              fare.add(tip),
              payment == null ? "" : payment);
    }
  }

  private static final List<Trip> TRIPS = trips();

  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void load() throws IOException {
    Path file = folder.resolve("trips.csv");
    String header =
        "vendor_id,pickup_datetime,dropoff_datetime,trip_distance,fare_amount,tip_amount,total_amount,payment_type\n";
    Files.writeString(
        file, header + TRIPS.stream().map(Trip::line).collect(Collectors.joining("\n")));
    redshift = new LocalRedshift(folder, new Trips(List.of(file), 0), settings -> settings);
  }

  @AfterAll
  static void close() {
    redshift.close();
  }

  private static List<Trip> trips() {
    List<Trip> trips = new ArrayList<>();
    // 18 s are 0.005 h: the first day's sum lies exactly between two hundredths.
    trips.add(trip("2015-03-01T00:00:00", 18, "1.00", "2.50", "0.00", 1));
    // The last second of a month and the first of the next, also around the year's ends.
    trips.add(trip("2015-01-01T00:00:00", 600, "0.00", "5.00", "1.00", 1));
    trips.add(trip("2015-01-31T23:59:59", 3599, "3.10", "12.00", "0.00", 2));
    trips.add(trip("2015-02-01T00:00:00", 61, "0.40", "3.00", "0.00", 2));
    trips.add(trip("2015-12-31T23:59:59", 1234, "21.00", "52.00", "9.99", 1));
    trips.add(trip("2016-01-01T00:00:00", 300, "1.20", "6.00", "0.00", 3));
    trips.add(trip("2019-07-04T12:00:00", 30, "2.00", "7.00", "0.01", 4));
    // Wrong entries: driven backwards, paid back, arrived before it began, nothing recorded.
    trips.add(trip("2015-03-02T05:00:00", 900, "-4.20", "-3.00", "0.00", 4));
    trips.add(trip("2015-03-02T06:00:00", -90, "5.00", "8.00", "0.00", null));
    trips.add(trip("2015-03-02T07:00:00", 90, null, "8.01", "0.00", 9));
    for (int i = 0; i < 300; i++) {
      trips.add(
          trip(
              LocalDateTime.of(2015, 3, 3, 0, 0).plusMinutes(131L * i).toString() + ":07",
              100 + 37 * i % 4000,
              BigDecimal.valueOf(i * 7 % 2500, 2).toPlainString(),
              BigDecimal.valueOf(250 + i * 13, 2).toPlainString(),
              BigDecimal.valueOf(i % 9, 2).toPlainString(),
              i % 7));
    }
    return trips;
  }

  private static Trip trip(
      String pickup, int seconds, String distance, String fare, String tip, Integer payment) {
    LocalDateTime at = LocalDateTime.parse(pickup);
    return new Trip(
        at,
        at.plusSeconds(seconds),
        distance == null ? null : new BigDecimal(distance),
        new BigDecimal(fare),
        new BigDecimal(tip),
        payment);
  }

  private static List<List<Object>> ask(String query, String... pairs) throws Exception {
    return LocalRedshift.rows(result(query, pairs));
  }

  private static com.fasterxml.jackson.databind.JsonNode result(String query, String... pairs)
      throws Exception {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
    String sql = Files.readString(LocalRedshift.QUERIES.resolve(query + ".sql"));
    return redshift.result(redshift.request(sql, parameters));
  }

  private static List<List<Object>> tripsByDay(String month) {
    Map<LocalDate, List<Trip>> days =
        TRIPS.stream()
            .filter(t -> t.isIn(month))
            .collect(Collectors.groupingBy(Trip::day, TreeMap::new, Collectors.toList()));
    List<List<Object>> rows = new ArrayList<>();
    days.forEach(
        (day, trips) -> {
          long seconds =
              trips.stream()
                  .mapToLong(t -> Duration.between(t.pickup, t.dropoff).toSeconds())
                  .sum();
          BigDecimal hours =
              BigDecimal.valueOf(seconds).divide(BigDecimal.valueOf(3600), 2, RoundingMode.HALF_UP);
          List<Object> row = new ArrayList<>(List.of(day.toString(), (long) trips.size()));
          row.add(hours.toPlainString());
          row.add(sum(trips, Trip::distance));
          row.add(sum(trips, Trip::fare));
          rows.add(row);
        });
    return rows;
  }

  private static String sum(List<Trip> trips, Function<Trip, BigDecimal> of) {
    return trips.stream()
        .map(of)
        .filter(n -> n != null)
        .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add)
        .toPlainString();
  }

  @Test
  void tripsByDayCountsEveryTripOfTheMonthAsItWasRecorded() throws Exception {
    for (String month : List.of("2015-01", "2015-02", "2015-03", "2015-12", "2016-01", "2019-07")) {
      assertEquals(tripsByDay(month), ask("trips-by-day", "month", month), month);
    }
  }

  @Test
  void tripsByDayHasItsDocumentedColumns() throws Exception {
    assertEquals(
        List.of(
            "trip_date date",
            "trips int8",
            "total_hours numeric",
            "total_distance numeric",
            "total_fare numeric"),
        LocalRedshift.columns(result("trips-by-day", "month", "2015-03")));
  }

  @Test
  void hoursThatLieBetweenTwoHundredthsAreRoundedUp() throws Exception {
    assertEquals("0.01", ask("trips-by-day", "month", "2015-03").get(0).get(2));
  }

  @Test
  void aMonthWithoutTripsHasNoRows() throws Exception {
    assertEquals(List.of(), ask("trips-by-day", "month", "2014-12"));
  }

  @Test
  void busiestHoursCountsByWeekdayFromMonday() throws Exception {
    Map<List<Object>, Long> wanted =
        TRIPS.stream()
            .filter(t -> t.isIn("2015-03"))
            .collect(
                Collectors.groupingBy(
                    t ->
                        List.<Object>of(
                            (long) t.pickup.getDayOfWeek().getValue(),
                            t.pickup.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                            (long) t.pickup.getHour()),
                    Collectors.counting()));
    List<List<Object>> rows = ask("busiest-hours", "month", "2015-03");
    assertEquals(
        wanted,
        rows.stream().collect(Collectors.toMap(r -> r.subList(0, 3), r -> (Long) r.get(3))));
    Comparator<List<Object>> order =
        Comparator.<List<Object>>comparingLong(r -> (Long) r.get(0))
            .thenComparing(r -> (Long) r.get(2));
    assertEquals(rows.stream().sorted(order).toList(), rows);
  }

  @Test
  void paymentMixPutsPaymentTypesIntoWords() throws Exception {
    List<String> words =
        List.of(
            "Flexible fare",
            "Credit card",
            "Cash",
            "No charge",
            "Dispute",
            "Unknown",
            "Voided trip");
    Map<List<Object>, List<Trip>> wanted =
        TRIPS.stream()
            .filter(t -> t.isIn("2015-03"))
            .collect(
                Collectors.groupingBy(
                    t ->
                        List.of(
                            t.day().toString(),
                            t.payment == null || t.payment > 6
                                ? "Not recorded"
                                : words.get(t.payment))));
    List<List<Object>> rows = ask("payment-mix", "month", "2015-03");
    assertEquals(wanted.size(), rows.size());
    for (List<Object> row : rows) {
      List<Trip> trips = wanted.get(row.subList(0, 2));
      assertEquals((long) trips.size(), row.get(2), row.toString());
      assertEquals(sum(trips, t -> t.fare.add(t.tip)), row.get(3), row.toString());
    }
  }

  @Test
  void fareByDistanceKeepsWrongDistancesInBandsOfTheirOwn() throws Exception {
    List<List<Object>> rows = ask("fare-by-distance", "from", "2015-01-01", "to", "2015-12-31");
    List<Object> bands = rows.stream().map(r -> r.get(0)).toList();
    assertEquals("Below zero", bands.get(0));
    assertEquals("Zero", bands.get(1));
    assertEquals("Not recorded", bands.get(bands.size() - 1));
    long counted = rows.stream().mapToLong(r -> (Long) r.get(1)).sum();
    assertEquals(TRIPS.stream().filter(t -> t.pickup.getYear() == 2015).count(), counted);

    List<Trip> twoToFive =
        TRIPS.stream()
            .filter(t -> t.pickup.getYear() == 2015 && t.distance != null)
            .filter(t -> t.distance.doubleValue() >= 2 && t.distance.doubleValue() < 5)
            .toList();
    List<Object> row = rows.get(bands.indexOf("2 to 5 miles"));
    BigDecimal count = BigDecimal.valueOf(twoToFive.size());
    assertEquals((long) twoToFive.size(), row.get(1));
    assertEquals(
        new BigDecimal(sum(twoToFive, Trip::fare))
            .divide(count, 2, RoundingMode.HALF_UP)
            .toString(),
        row.get(2));
    assertEquals(
        new BigDecimal(sum(twoToFive, Trip::tip)).divide(count, 2, RoundingMode.HALF_UP).toString(),
        row.get(3));
  }

  @Test
  void tripsHoldsBothDaysOfTheRangeWholeAndInOrder() throws Exception {
    List<List<Object>> rows = ask("trips", "from", "2015-03-01", "to", "2015-03-03");
    List<String> wanted =
        TRIPS.stream()
            .filter(t -> !t.day().isBefore(LocalDate.of(2015, 3, 1)))
            .filter(t -> !t.day().isAfter(LocalDate.of(2015, 3, 3)))
            .map(t -> t.pickup.format(SECONDS))
            .sorted()
            .toList();
    assertTrue(wanted.size() > 10);
    assertEquals(wanted, rows.stream().map(r -> (String) r.get(1)).toList());
    assertEquals(18, rows.get(0).size());
  }
}
