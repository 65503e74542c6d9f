package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaxiDataTest {
  private static final String ALL =
      "select vendor_id, pickup_datetime, passenger_count, trip_distance, pickup_location_id,"
          + " payment_type, total_amount, congestion_surcharge from nyc_yellow_taxi order by 2";

  @TempDir Path folder;

  private List<List<Object>> load(Path... files) throws Exception {
    try (LocalRedshift redshift =
        new LocalRedshift(folder.resolve("data"), new TaxiData(List.of(files), 0))) {
      return redshift.rows(ALL);
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void theHeaderOf2015LoadsAndItsCoordinatesAreLeftOut() throws Exception {
    Path file =
        file(
            "2015.csv",
            "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,"
                + "pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,"
                + "dropoff_latitude,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,"
                + "improvement_surcharge,total_amount\n"
                + "2,2015-01-15 19:05:39,2015-01-15 19:23:42,1,1.59,-73.99,40.75,1,N,-73.97,40.75,1,12,1,0.5,3.25,0,0.3,17.05\n");
    assertEquals(
        List.of(row(2L, "2015-01-15 19:05:39", 1L, "1.59", null, 1L, "17.05", null)), load(file));
  }

  @Test
  void theHeaderOf2018LoadsWhateverItsCase() throws Exception {
    Path file =
        file(
            "2018.csv",
            "vendorid,TPEP_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,"
                + "store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,"
                + "tip_amount,tolls_amount,improvement_surcharge,total_amount,congestion_surcharge\n"
                + "1,2018-12-31 23:59:59,2019-01-01 00:10:00,,0.0,1,N,239,246,3,9,0.5,0.5,0,0,0.3,10.3,\n");
    assertEquals(
        List.of(row(1L, "2018-12-31 23:59:59", null, "0.00", 239L, 3L, "10.30", null)), load(file));
  }

  @Test
  void theTablesOwnColumnNamesLoadFromGzipWithWholeNumbersWrittenAsDecimals() throws Exception {
    Path file = folder.resolve("own.csv.gz");
    String text =
        "vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,pickup_location_id,"
            + "payment_type,total_amount,congestion_surcharge\n"
            + "1,2019-01-15 03:36:12,2019-01-15 03:42:19,1.0,1.0,230,1,9.75,2.5\n";
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of(row(1L, "2019-01-15 03:36:12", 1L, "1.00", 230L, 1L, "9.75", "2.50")), load(file));
  }

  @Test
  void parquetLoadsAndSeveralFilesAreJoined() throws Exception {
    Path parquet = folder.resolve("trips.parquet");
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement()) {
      statement.execute(
          "copy (select 2 as VendorID, timestamp '2023-05-01 08:00:00' as tpep_pickup_datetime,"
              + " timestamp '2023-05-01 08:10:00' as tpep_dropoff_datetime, 2.0e0 as passenger_count,"
              + " 1.25e0 as trip_distance, 7 as PULocationID, 2 as payment_type, 11.5e0 as total_amount)"
              + " to '"
              + parquet
              + "' (format parquet)");
    }
    Path csv =
        file(
            "more.csv",
            "pickup_datetime,dropoff_datetime\n2022-01-01 00:00:00,2022-01-01 00:01:00\n");
    assertEquals(
        List.of(
            row(null, "2022-01-01 00:00:00", null, null, null, null, null, null),
            row(2L, "2023-05-01 08:00:00", 2L, "1.25", 7L, 2L, "11.50", null)),
        load(parquet, csv));
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("nowhere.csv");
    String message = assertThrows(IllegalArgumentException.class, () -> load(missing)).getMessage();
    assertTrue(message.contains("nowhere.csv"), message);
  }

  @Test
  void aFileWithoutAKnownHeaderIsNamed() throws Exception {
    Path file = file("cats.csv", "name,colour\nTom,grey\n");
    String message = assertThrows(IllegalArgumentException.class, () -> load(file)).getMessage();
    assertTrue(message.contains("cats.csv"), message);
  }

  @Test
  void aFileWithABadValueIsNamedAndLeavesTheOldTrips() throws Exception {
    Path good =
        file(
            "good.csv",
            "pickup_datetime,dropoff_datetime\n2022-01-01 00:00:00,2022-01-01 00:01:00\n");
    load(good);
    Path bad = file("bad.csv", "pickup_datetime,dropoff_datetime\nyesterday,today\n");
    String message = assertThrows(IllegalArgumentException.class, () -> load(bad)).getMessage();
    assertTrue(message.contains("bad.csv"), message);
    assertEquals(1, load(good).size());
  }

  @Test
  void theSameNumberOfTripsGivesTheSameTripsEverywhere() throws Exception {
    String sum =
        "select md5(listagg(line, '') within group (order by line)) from (select"
            + " pickup_datetime::varchar || dropoff_datetime::varchar || trip_distance::varchar ||"
            + " total_amount::varchar || nvl(passenger_count, -1)::varchar as line"
            + " from nyc_yellow_taxi) t";
    List<List<Object>> sums = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      try (LocalRedshift redshift =
          new LocalRedshift(folder.resolve(name), TaxiData.generated(5000))) {
        sums.addAll(redshift.rows(sum));
      }
    }
    // Fixed, because other trips would silently change everybody's figures between versions.
    assertEquals(
        List.of(
            List.of("bc0b808c43d79dcaa6448a4bb5747f29"),
            List.of("bc0b808c43d79dcaa6448a4bb5747f29")),
        sums);
  }

  @Test
  void generatedTripsFillEveryDayOf2015AndLookLikeTaxis() throws Exception {
    try (LocalRedshift redshift = new LocalRedshift(folder, TaxiData.generated(40_000))) {
      assertEquals(
          List.of(row(40_000L, 365L, 12L, 2L, "2015-01-01", "2015-12-31")),
          redshift.rows(
              "select count(*), count(distinct trunc(pickup_datetime)),"
                  + " count(distinct extract(month from pickup_datetime)), count(distinct vendor_id),"
                  + " trunc(min(pickup_datetime)), trunc(max(pickup_datetime)) from nyc_yellow_taxi"));
      List<Object> shape =
          redshift
              .rows(
                  "select sum(case when dropoff_datetime <= pickup_datetime then 1 else 0 end),"
                      + " sum(case when total_amount <> fare_amount + extra + mta_tax + tip_amount"
                      + " + tolls_amount + improvement_surcharge then 1 else 0 end),"
                      + " count(*) - count(passenger_count), sum(case when tip_amount > 0 and"
                      + " payment_type <> 1 then 1 else 0 end) from nyc_yellow_taxi")
              .get(0);
      assertEquals(0L, shape.get(0));
      assertEquals(0L, shape.get(1));
      assertTrue((Long) shape.get(2) > 0);
      assertEquals(0L, shape.get(3));
      List<List<Object>> hours =
          redshift.rows(
              "select extract(hour from pickup_datetime), count(*) from nyc_yellow_taxi"
                  + " group by 1 order by 2");
      assertTrue(List.of(4L, 5L).contains(hours.get(0).get(0)), hours.toString());
      assertTrue(List.of(18L, 19L).contains(hours.get(23).get(0)), hours.toString());
    }
  }

  @Test
  void aRestartLoadsAgainOnlyIfTheSourceHasChanged() {
    new LocalRedshift(folder, TaxiData.generated(100)).close();
    LocalRedshift same = new LocalRedshift(folder, TaxiData.generated(100));
    same.close();
    assertEquals(List.of(), same.progress);
    LocalRedshift other = new LocalRedshift(folder, TaxiData.generated(200));
    other.close();
    assertEquals(2, other.progress.size());
    assertTrue(
        other.progress.get(1).startsWith("200 taxi trips loaded"), other.progress.toString());
  }
}
