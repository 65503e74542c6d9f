package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The demo query, from the request to the rows, compared with sums that were computed without it.
 */
@ExtendWith(ArquillianExtension.class)
class TripsByDayIT {
  private static TestUser ada;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
  }

  @Test
  void everyColumnOfEveryDayOfTheYearIsAsTheTripsAddUp() {
    for (int month = 1; month <= 12; month++) {
      YearMonth asked = YearMonth.of(Trips.year(), month);
      SortedMap<LocalDate, Trips.Day> expected = expected(asked);

      List<JsonArray> rows = rows(ada.run("trips-by-day", Map.of("month", asked.toString())));

      assertFalse(rows.isEmpty(), asked + " has trips");
      assertEquals(expected.size(), rows.size(), asked + " has so many days");
      for (JsonArray row : rows) {
        LocalDate day = LocalDate.parse(row.getString(0));
        Trips.Day sums = expected.get(day);
        assertEquals(sums.trips(), row.getJsonNumber(1).longValue(), day + " trips");
        assertEquals(sums.hours().toPlainString(), row.getString(2), day + " hours");
        assertSame(sums.distance(), row.getString(3), day + " distance");
        assertSame(sums.fare(), row.getString(4), day + " fare");
      }
    }
  }

  @Test
  void theColumnsAreThoseOfTheSampleAndTheDaysAreInOrder() {
    JsonObject job = ada.ended(ada.run("trips-by-day", Map.of("month", Trips.year() + "-03")));
    JsonObject result = ada.get("/api/jobs/" + job.getString("id") + "/rows").json();

    assertEquals(
        List.of("trip_date", "trips", "total_hours", "total_distance", "total_fare"),
        result.getJsonArray("columns").getValuesAs(JsonObject.class).stream()
            .map(column -> column.getString("name"))
            .toList());
    List<String> days =
        result.getJsonArray("rows").getValuesAs(JsonArray.class).stream()
            .map(row -> row.getString(0))
            .toList();
    assertEquals(days.stream().sorted().toList(), days);
  }

  /**
   * From the file if there is one, otherwise from all trips, which a query of the server returns.
   */
  private static SortedMap<LocalDate, Trips.Day> expected(YearMonth month) {
    if (Trips.file().isPresent()) {
      return Trips.days().subMap(month.atDay(1), month.plusMonths(1).atDay(1));
    }
    JsonObject job =
        ada.ended(
            ada.run(
                "trips",
                Map.of("from", month.atDay(1).toString(), "to", month.atEndOfMonth().toString())));
    SortedMap<LocalDate, Trips.Day> days = new TreeMap<>();
    String page = "";
    while (page != null) {
      JsonObject result = ada.get("/api/jobs/" + job.getString("id") + "/rows" + page).json();
      List<String> names =
          result.getJsonArray("columns").getValuesAs(JsonObject.class).stream()
              .map(column -> column.getString("name"))
              .toList();
      for (JsonArray row : result.getJsonArray("rows").getValuesAs(JsonArray.class)) {
        Trips.add(
            days,
            Trips.Trip.of(
                row.getString(names.indexOf("pickup_datetime")),
                row.getString(names.indexOf("dropoff_datetime")),
                row.getString(names.indexOf("trip_distance")),
                row.getString(names.indexOf("fare_amount"))));
      }
      page = result.containsKey("next") ? "?page=" + result.getString("next") : null;
    }
    return days;
  }

  /** The same number without zeros at its end. */
  private static void assertSame(BigDecimal expected, String told, String what) {
    assertEquals(expected.stripTrailingZeros(), new BigDecimal(told).stripTrailingZeros(), what);
  }

  private static List<JsonArray> rows(JsonObject job) {
    JsonObject ended = ada.ended(job);
    return ada.get("/api/jobs/" + ended.getString("id") + "/rows")
        .json()
        .getJsonArray("rows")
        .getValuesAs(JsonArray.class);
  }
}
