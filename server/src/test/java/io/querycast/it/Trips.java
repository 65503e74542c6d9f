package io.querycast.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The trips of the warehouse, summed up without it. */
public final class Trips {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** The sums of the given file, which has so many lines that it is read only once. */
  private static SortedMap<LocalDate, Day> days;

  private Trips() {}

  /** One day's sums. */
  record Day(long trips, long seconds, BigDecimal distance, BigDecimal fare) {
    static final Day NONE = new Day(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    Day plus(Trip trip) {
      return new Day(
          trips + 1,
          seconds + Duration.between(trip.pickup(), trip.dropoff()).toSeconds(),
          distance.add(trip.distance()),
          fare.add(trip.fare()));
    }

    /** Rounded as in Redshift: to two decimals, halves away from zero. */
    BigDecimal hours() {
      return BigDecimal.valueOf(seconds).divide(BigDecimal.valueOf(3600), 2, RoundingMode.HALF_UP);
    }
  }

  /** The part of a trip that a day's sums need. */
  record Trip(LocalDateTime pickup, LocalDateTime dropoff, BigDecimal distance, BigDecimal fare) {
    static Trip of(String pickup, String dropoff, String distance, String fare) {
      return new Trip(
          LocalDateTime.parse(pickup, TIME),
          LocalDateTime.parse(dropoff, TIME),
          new BigDecimal(distance),
          new BigDecimal(fare));
    }
  }

  /** The given file of real trips; empty if the trips are generated. */
  static Optional<Path> file() {
    return Optional.ofNullable(System.getenv("QUERYCAST_LOCAL_TAXI_FILES"))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  /** A year of which the warehouse has trips. */
  public static int year() {
    return file().isPresent() ? days().lastKey().getYear() : 2015;
  }

  /** The sums of each day of the given file. */
  static synchronized SortedMap<LocalDate, Day> days() {
    if (days == null) {
      days = sumUp(file().orElseThrow());
    }
    return days;
  }

  /** Sums a file up, read line by line with nothing but the JDK. */
  private static SortedMap<LocalDate, Day> sumUp(Path file) {
    SortedMap<LocalDate, Day> sums = new TreeMap<>();
    try (BufferedReader reader = open(file)) {
      List<String> header =
          Stream.of(reader.readLine().split(","))
              .map(name -> name.toLowerCase(Locale.ROOT))
              .toList();
      int pickup = column(header, "pickup_datetime");
      int dropoff = column(header, "dropoff_datetime");
      int distance = column(header, "trip_distance");
      int fare = column(header, "fare_amount");
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        add(sums, Trip.of(cells[pickup], cells[dropoff], cells[distance], cells[fare]));
      }
    } catch (IOException e) {
      throw new AssertionError("The trips can't be read", e);
    }
    return sums;
  }

  static void add(SortedMap<LocalDate, Day> days, Trip trip) {
    days.merge(trip.pickup().toLocalDate(), Day.NONE.plus(trip), (sum, one) -> sum.plus(trip));
  }

  private static BufferedReader open(Path file) throws IOException {
    var bytes = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
            StandardCharsets.UTF_8));
  }

  private static int column(List<String> header, String name) {
    for (String style : List.of(name, "tpep_" + name)) {
      if (header.contains(style)) {
        return header.indexOf(style);
      }
    }
    throw new AssertionError("The file has no column " + name);
  }
}
