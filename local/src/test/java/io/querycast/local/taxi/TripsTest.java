package io.querycast.local.taxi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that the COPY of sql/setup.sql reads. */
class TripsTest {
  private static final Path SETUP = Path.of("../sql/setup.sql");
  private static final String GOOD = "2019-01-05 10:00:00,2019-01-05 10:10:00,1,1.1\n";
  private static final String HEADER =
      "tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance\n";

  @TempDir Path folder;
  private S3Folder s3;

  @BeforeEach
  void open() {
    s3 = new S3Folder(folder);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String[] cells(String row) {
    return row.split(",", -1);
  }

  @Test
  void theFilesHaveTheTablesColumnsInOrder() throws Exception {
    s3.write(Trips.generated(1));
    assertEquals(
        List.of(columns("(?m)^ {4}(\\w+) \\w").collect(Collectors.joining(","))),
        s3.parts().stream().map(part -> header(part)).toList());
  }

  @Test
  void theColumnsHaveTheTypesOfTheTable() throws Exception {
    String types =
        columns("(?m)^ {4}(\\w+ (?:smallint|timestamp|int|varchar|decimal\\(\\d+, 2\\)))")
            .map(column -> column.replaceAll(" int$", " integer"))
            .collect(Collectors.joining(", "));
    assertEquals(types, Column.definitions());
  }

  private static Stream<String> columns(String pattern) throws IOException {
    Matcher column = Pattern.compile(pattern).matcher(Files.readString(SETUP));
    return column.results().map(found -> found.group(1));
  }

  private static String header(Path part) {
    try {
      return S3Folder.lines(part).get(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSetupScriptReadsThemAndOneOfYourOwnNeedNot() throws Exception {
    assertTrue(Trips.areReadBy(Files.readString(SETUP)));
    assertFalse(Trips.areReadBy("copy sales from 's3://shop/sales.csv' iam_role default csv"));
  }

  @Test
  void theSameNumberOfTripsGivesTheSameTripsEverywhere() throws Exception {
    s3.write(Trips.generated(5000));
    String lines =
        s3.rows().stream()
            .map(TripsTest::cells)
            .map(row -> row[1] + row[2] + row[4] + row[16] + (row[3].isEmpty() ? "-1" : row[3]))
            .sorted()
            .collect(Collectors.joining());
    byte[] sum = MessageDigest.getInstance("MD5").digest(lines.getBytes(StandardCharsets.UTF_8));
    // Fixed, because other trips would silently change everybody's figures between versions.
    assertEquals("bc0b808c43d79dcaa6448a4bb5747f29", HexFormat.of().formatHex(sum));
  }

  @Test
  void generatedTripsFillEveryDayOf2015AndLookLikeTaxis() throws Exception {
    s3.write(Trips.generated(40_000));
    List<String[]> rows = s3.rows().stream().map(TripsTest::cells).toList();
    assertEquals(40_000, rows.size());
    assertEquals(365, rows.stream().map(row -> row[1].substring(0, 10)).distinct().count());
    assertEquals(12, rows.stream().map(row -> row[1].substring(0, 7)).distinct().count());
    for (String[] row : rows) {
      assertTrue(row[1].compareTo(row[2]) < 0, String.join(",", row));
      BigDecimal total =
          Stream.of(10, 11, 12, 13, 14, 15)
              .map(column -> new BigDecimal(row[column]))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(new BigDecimal(row[16]), total, String.join(",", row));
      assertTrue(row[13].equals("0.00") || row[9].equals("1"), String.join(",", row));
    }
    assertTrue(rows.stream().anyMatch(row -> row[3].isEmpty()));
  }

  @Test
  void partsHaveAHundredThousandTripsAndAreSortedByPickupTime() throws Exception {
    s3.write(Trips.generated(101_000));
    List<Integer> sizes = new ArrayList<>();
    for (Path part : s3.parts()) {
      sizes.add(S3Folder.lines(part).size() - 1);
    }
    assertEquals(List.of(100_000, 1_000), sizes);
    List<String> pickups = s3.rows().stream().map(row -> cells(row)[1]).toList();
    assertEquals(pickups.stream().sorted().toList(), pickups);
  }

  @Test
  void tripsOfSeveralFilesAreSortedTogether() throws Exception {
    Path later = file("later.csv", HEADER + "2020-01-01 00:00:00,2020-01-01 00:10:00,1,2\n");
    Path earlier = file("earlier.csv", HEADER + GOOD);
    assertEquals(
        List.of(
            ",2019-01-05 10:00:00,2019-01-05 10:10:00,1,1.10,,,,,,,,,,,,,",
            ",2020-01-01 00:00:00,2020-01-01 00:10:00,1,2.00,,,,,,,,,,,,,"),
        s3.rowsOf(later, earlier));
  }

  @Test
  void noTripsAtAllAreOneFileWithAHeader() throws Exception {
    s3.write(Trips.generated(0));
    assertEquals(1, s3.parts().size());
    assertEquals(List.of(), s3.rows());
  }

  @Test
  void theConsoleSaysWhatIsWrittenWithNumbers() throws Exception {
    s3.write(Trips.generated(1200));
    assertEquals("Generating 1,200 taxi trips of 2015", s3.progress.get(0));
    assertTrue(
        s3.progress
            .get(1)
            .matches(
                "1,200 taxi trips are in s3://amzn-s3-demo-bucket/yellow_tripdata/ after [0-9.]+ s"),
        s3.progress.get(1));
  }

  @Test
  void aRestartWritesAgainOnlyIfSomethingElseIsGiven() throws Exception {
    s3.write(Trips.generated(100));
    s3.progress.clear();
    s3.write(Trips.generated(100));
    assertEquals(List.of(), s3.progress);
    s3.write(Trips.generated(200));
    assertEquals(200, s3.rows().size());
    Path file = file("trips.csv", HEADER + GOOD);
    assertEquals(1, s3.rowsOf(file).size());
    Files.writeString(file, HEADER + GOOD + GOOD);
    assertEquals(2, s3.rowsOf(file).size());
    s3.write(Trips.generated(100));
    assertEquals(100, s3.rows().size());
  }

  @Test
  void filesThatSomebodyDeletedAreWrittenAgain() throws Exception {
    s3.write(Trips.generated(100));
    Files.delete(s3.parts().get(0));
    s3.write(Trips.generated(100));
    assertEquals(100, s3.rows().size());
  }

  @Test
  void filesThatSomebodyAddedStay() throws Exception {
    s3.write(Trips.generated(100));
    Path added = Files.writeString(s3.place().resolve("mine.csv"), "mine");
    s3.progress.clear();
    s3.write(Trips.generated(100));
    assertEquals(List.of(), s3.progress);
    s3.write(Trips.generated(200));
    assertEquals("mine", Files.readString(added));
  }

  @Test
  void aWritingThatWasKilledIsBegunAgain() throws Exception {
    s3.write(Trips.generated(100));
    // What a kill leaves: parts that are not finished, parts of another writing, no marker.
    Path half = Files.createDirectories(s3.own().resolve("unfinished/parts"));
    Files.writeString(half.resolve("part-00000.csv.gz"), "half");
    Files.writeString(s3.place().resolve("part-00007.csv.gz"), "of another writing");
    Files.delete(s3.own().resolve("written"));
    s3.write(Trips.generated(100));
    assertEquals(100, s3.rows().size());
    assertFalse(Files.exists(s3.own().resolve("unfinished")));
  }

  @Test
  void aBadRowIsNamedAndLeftOut() throws Exception {
    Path file =
        file(
            "trips.csv",
            HEADER
                + GOOD
                + "\n"
                + "yesterday,2019-01-05 10:10:00,1,1.1\n"
                + "2019-01-05 10:00:00,,1,1.1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,two,1.1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,40000,1.1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1.5,1.1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1,10000000000\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1,1e999999999\n"
                + "2019-02-30 10:00:00,2019-01-05 10:10:00,1,1.1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1,1.1,more\n"
                + "2019-01-05 10:00:00,\"2019-01-05 10:10:00,1,1.1\n"
                + GOOD);
    assertEquals(2, s3.rowsOf(file).size());
    assertEquals(
        Stream.of(
                "line 4, tpep_pickup_datetime: 'yesterday' is not a time",
                "line 5, tpep_dropoff_datetime: it is empty",
                "line 6, passenger_count: 'two' is not a number",
                "line 7, passenger_count: '40000' is not from -32768 to 32767",
                "line 8, passenger_count: '1.5' is not a whole number",
                "line 9, trip_distance: '10000000000' does not fit in decimal(12, 2)",
                "line 10, trip_distance: '1e999999999' is not a number",
                "line 11, tpep_pickup_datetime: '2019-02-30 10:00:00' is not a time",
                "line 12, there are 3 fields for 4 columns",
                "line 13, there are 5 fields for 4 columns",
                "line 14, there are 2 fields for 4 columns")
            .map(fault -> file + ", " + fault)
            .toList(),
        Files.readAllLines(s3.own().resolve("left-out.txt")));
    assertEquals(
        """
        Left out 11 of 13 rows of %s, which are no trips:
          line 4, tpep_pickup_datetime: 'yesterday' is not a time
          line 5, tpep_dropoff_datetime: it is empty
          line 6, passenger_count: 'two' is not a number
          ..."""
            .formatted(file),
        s3.progress.get(1));
    assertEquals(
        "The rows that were left out are listed in " + s3.own().resolve("left-out.txt"),
        s3.progress.get(3));
  }

  @Test
  void unknownWordsAreBadRowsAndTheConsoleIsSafeFromThem() throws Exception {
    Path file =
        file(
            "trips.csv",
            "pickup_datetime,dropoff_datetime,trip_distance,payment_type\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1,CASH\n"
                + "2019-01-05 10:00:00,2019-01-05 10:10:00,1,Pebbles\u001b[2J"
                + "x".repeat(50)
                + "\n");
    assertEquals(1, s3.rowsOf(file).size());
    assertTrue(
        s3.progress
            .get(1)
            .endsWith(
                "line 3, payment_type: 'Pebbles?[2J"
                    + "x".repeat(29)
                    + "...' is no known payment type"),
        s3.progress.get(1));
  }

  @Test
  void aFileOfWhichNoRowIsATripIsRefused() throws Exception {
    Path file = file("trips.csv", HEADER + "yesterday,today,1,1.1\n");
    assertEquals(
        """
        %s cannot be used: 1 of its first 1 rows are no taxi trips.
          line 2, tpep_pickup_datetime: 'yesterday' is not a time"""
            .formatted(file),
        assertThrows(IllegalArgumentException.class, () -> s3.rowsOf(file)).getMessage());
  }

  @Test
  void aThousandBadRowsAreTolerableAndOneMoreOnlyAmongAHundredTimesAsMany() throws Exception {
    String bad = "2019-01-05 10:00:00,2019-01-05 10:10:00,two,1.1\n";
    Path tolerable = file("tolerable.csv", HEADER + GOOD + bad.repeat(1000));
    assertEquals(1, s3.rowsOf(tolerable).size());
    Path large = file("large.csv", HEADER + GOOD.repeat(99_100) + bad.repeat(1001));
    assertEquals(99_100, s3.rowsOf(large).size());
    Path damaged = file("damaged.csv", HEADER + GOOD + bad.repeat(1001));
    String message =
        assertThrows(IllegalArgumentException.class, () -> s3.rowsOf(damaged)).getMessage();
    assertTrue(
        message.startsWith(
            damaged
                + " cannot be used: 1,001 of its first 1,002 rows are no taxi trips.\n  line 3, "),
        message);
  }

  @Test
  void anUnusableFileIsNamedAndLeavesTheOldTrips() throws Exception {
    Path good = file("good.csv", HEADER + GOOD);
    s3.rowsOf(good);
    Path cut = folder.resolve("cut.csv.gz");
    byte[] part = Files.readAllBytes(s3.parts().get(0));
    Files.write(cut, Arrays.copyOf(part, part.length - 12));
    Path parquet = file("broken.parquet", "PAR1 and nothing else");
    for (Path bad : List.of(cut, parquet, file("cats.csv", "name\nTom\n"))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> s3.rowsOf(good, bad)).getMessage();
      assertTrue(message.startsWith(bad + " "), message);
      assertEquals(1, s3.rows().size());
    }
    s3.progress.clear();
    assertEquals(1, s3.rowsOf(good).size());
    assertEquals(List.of(), s3.progress);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("nowhere.csv");
    assertEquals(
        "There is no readable taxi file " + missing + ".",
        assertThrows(IllegalArgumentException.class, () -> s3.rowsOf(missing)).getMessage());
  }
}
