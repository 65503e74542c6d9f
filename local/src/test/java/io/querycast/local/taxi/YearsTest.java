package io.querycast.local.taxi;

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
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Commission's files of every year become the same columns. */
class YearsTest {
  private static final String OF_2018 =
      "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,"
          + "store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,"
          + "tip_amount,tolls_amount,improvement_surcharge,total_amount,congestion_surcharge";

  /** A row for {@link #SHORT}. */
  private static final String TRIP = "2019-01-05 10:00:00,2019-01-05 10:10:00,1.10";

  private static final String SHORT = "pickup_datetime,dropoff_datetime,trip_distance";

  @TempDir Path folder;
  private S3Folder s3;

  @BeforeEach
  void open() {
    s3 = new S3Folder(folder);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<String> rowsOf(String text) throws IOException {
    return s3.rowsOf(file("trips.csv", text));
  }

  private List<String> rowsOfParquet(String name, String select) throws Exception {
    Path file = folder.resolve(name);
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      statement.execute("copy (%s) to '%s' (format parquet)".formatted(select, file));
    }
    return s3.rowsOf(file);
  }

  @Test
  void textsOf2009BecomeTheNumbersThatWerePublishedLater() throws Exception {
    assertEquals(
        List.of(
            "2,2009-01-05 07:11:00,2009-01-05 07:20:00,1,2.63,,,,,2,8.90,0.50,,0.00,0.00,,9.40,",
            "1,2009-01-05 08:00:12,2009-01-05 08:09:42,2,1.30,,N,,,1,6.10,0.00,,1.50,0.00,,7.60,",
            "3,2009-01-06 23:55:00,2009-01-07 00:05:00,5,0.90,,,,,3,5.30,1.00,,0.00,0.00,,6.30,"),
        s3.rowsOf(S3Folder.SAMPLES.resolve("t01_2009.csv")));
  }

  @Test
  void parquetOf2009HasNaNWhereNothingIsKnown() throws Exception {
    assertEquals(
        List.of("1,2009-01-04 02:52:00,2009-01-04 03:02:00,1,2.63,,,,,2,8.90,0.50,,0.00,,,9.40,"),
        rowsOfParquet(
            "2009.parquet",
            "select 'CMT' as vendor_name, '2009-01-04 02:52:00' as Trip_Pickup_DateTime,"
                + " '2009-01-04 03:02:00' as Trip_Dropoff_DateTime, 1::bigint as Passenger_Count,"
                + " 2.63e0 as Trip_Distance, -73.99e0 as Start_Lon, 40.72e0 as Start_Lat,"
                + " 'nan'::double as Rate_Code, 'nan'::double as store_and_forward,"
                + " -73.99e0 as End_Lon, 40.69e0 as End_Lat, 'CASH' as Payment_Type,"
                + " 8.9e0 as Fare_Amt, 0.5e0 as surcharge, 'nan'::double as mta_tax,"
                + " 0.0e0 as Tip_Amt, null::double as Tolls_Amt, 9.4e0 as Total_Amt"));
  }

  @Test
  void parquetOf2010HasTextsForVendorsRatesAndPayments() throws Exception {
    assertEquals(
        List.of(
            "2,2010-04-05 10:00:00,2010-04-05 10:10:00,1,2.63,1,,,,2,8.90,0.50,0.50,0.00,0.00,,9.40,",
            "1,2010-04-06 11:00:00,2010-04-06 11:10:00,3,4.55,2,N,,,1,12.10,0.50,0.50,2.00,4.15,,18.75,"),
        s3.rowsOf(S3Folder.SAMPLES.resolve("t09_2010.parquet")));
  }

  @Test
  void theHeaderOf2014HasBlanksAndABlankLineBelow() throws Exception {
    assertEquals(
        List.of(
            "1,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.70,1,N,,,1,6.50,0.50,0.50,1.40,0.00,,8.90,"),
        rowsOf(
            "vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance,"
                + " pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag,"
                + " dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge,"
                + " mta_tax, tip_amount, tolls_amount, total_amount\r\n\r\n"
                + "CMT,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.69999999999999996,-73.994770000000003,"
                + "40.736828000000003,1,N,-73.982226999999995,40.731789999999997,CRD,6.5,0.5,0.5,"
                + "1.3999999999999999,0,8.9000000000000004\r\n"));
  }

  @Test
  void coordinatesOf2015AreLeftOut() throws Exception {
    assertEquals(
        List.of(
            "2,2015-01-15 19:05:39,2015-01-15 19:23:42,1,1.59,1,N,,,1,12.00,1.00,0.50,3.25,0.00,0.30,17.05,"),
        rowsOf(
            "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,"
                + "pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,"
                + "dropoff_latitude,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,"
                + "improvement_surcharge,total_amount\n"
                + "2,2015-01-15 19:05:39,2015-01-15 19:23:42,1,1.59,-73.99,40.75,1,N,-73.97,40.75,1,12,1,"
                + "0.5,3.25,0,0.3,17.05\n"));
  }

  @Test
  void theWrongDistancesOf2015AndTheTipOfAMillionaireFit() throws Exception {
    List<String> rows = s3.rowsOf(S3Folder.SAMPLES.resolve("t22_outliers.csv"));
    assertEquals(
        "2,2015-01-18 19:24:15,2015-01-18 19:40:00,1,5.32,1,N,1,2,1,22.00,0.00,0.50,3950588.80,0.00,0.30,3950611.60,",
        rows.get(0));
    assertEquals(
        "2,2015-01-19 19:24:15,2015-01-19 19:40:00,1,15420004.90,1,N,1,2,2,8.00,0.00,0.50,0.00,0.00,0.30,8.80,",
        rows.get(1));
    assertEquals(
        List.of(
            ",2019-01-05 10:00:00,2019-01-05 10:10:00,,198623013.60,,,,,,,,,,,,,",
            ",2019-01-05 10:00:00,2019-01-05 10:10:00,,-40840124.40,,,,,,,,,,,,,"),
        rowsOf(
            SHORT
                + "\n2019-01-05 10:00:00,2019-01-05 10:10:00,198623013.60"
                + "\n2019-01-05 10:00:00,2019-01-05 10:10:00,-40840124.40\n"));
  }

  @Test
  void rowsOfLate2016HaveTwoEmptyFieldsMoreThanNames() throws Exception {
    assertEquals(
        List.of(
            "1,2016-08-02 09:00:00,2016-08-02 09:10:00,1,1.20,1,N,107,233,1,8.00,0.00,0.50,1.76,0.00,0.30,10.56,",
            "2,2016-08-02 10:00:00,2016-08-02 10:30:00,6,3.40,1,N,48,13,2,18.50,0.00,0.50,0.00,0.00,0.30,19.30,",
            "2,2016-08-03 10:00:00,2016-08-03 10:05:00,1,0.50,5,Y,48,13,1,5.00,0.00,0.50,1.00,0.00,0.30,6.80,"),
        s3.rowsOf(S3Folder.SAMPLES.resolve("t04_2016h2.csv")));
  }

  @Test
  void trueAndFalseAreFlags() throws Exception {
    assertEquals(
        List.of(
            "1,2016-01-05 10:00:00,2016-01-05 10:10:00,1,1.50,1,N,10,20,1,10.00,0.50,0.50,2.00,0.00,1.00,14.00,2.50",
            "2,2016-01-06 10:00:00,2016-01-06 10:10:00,2,1.50,1,Y,10,20,0,10.00,0.50,0.50,2.00,0.00,1.00,14.00,2.50"),
        s3.rowsOf(S3Folder.SAMPLES.resolve("t31_flag_bool.parquet")));
  }

  @Test
  void headersInsideAFileAreNoTrips() throws Exception {
    assertEquals(
        List.of(
            "1,2019-01-05 10:00:00,2019-01-05 10:10:00,1,1.10,1,N,1,2,1,5.00,0.00,0.50,1.00,0.00,0.30,6.80,0.00",
            "2,2019-01-06 10:00:00,2019-01-06 10:10:00,1,1.10,1,N,1,2,2,5.00,0.00,0.50,0.00,0.00,0.30,5.80,"),
        s3.rowsOf(S3Folder.SAMPLES.resolve("t07_double_header.csv")));
    assertEquals(2, s3.progress.size(), s3.progress.toString());
  }

  @Test
  void aHeaderInsideAFileHoldsForTheRowsBelow() throws Exception {
    assertEquals(
        List.of(
            ",2019-01-05 10:00:00,2019-01-05 10:10:00,,1.10,,,,,,,,,,,,,",
            "2,2019-01-06 10:00:00,2019-01-06 10:10:00,,7.00,,,,,,,,,,,,,"),
        rowsOf(
            SHORT
                + "\n"
                + TRIP
                + "\nVendorID,trip_distance,tpep_pickup_datetime,tpep_dropoff_datetime\n"
                + "2,7,2019-01-06 10:00:00,2019-01-06 10:10:00\n"));
  }

  @Test
  void theTablesOwnNamesOf2019AreKnown() throws Exception {
    assertEquals(
        List.of(
            "1,2019-01-15 03:36:12,2019-01-15 03:42:19,1,1.00,1,N,230,48,1,6.50,0.50,0.50,1.95,0.00,0.30,9.75,2.50"),
        rowsOf(
            "vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,rate_code_id,"
                + "store_and_fwd_flag,pickup_location_id,dropoff_location_id,payment_type,fare_amount,"
                + "extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount,"
                + "congestion_surcharge\n"
                + "1,2019-01-15 03:36:12,2019-01-15 03:42:19,1.0,1.0,1.0,N,230.0,48.0,1,6.5,0.5,0.5,1.95,"
                + "0.0,0.3,9.75,2.5\n"));
  }

  @Test
  void parquetOf2025HasTimesOfTypeTimestampAndFeesThatTheTableLacks() throws Exception {
    assertEquals(
        List.of(
            "7,2025-01-01 00:18:38.123456,2025-01-01 00:26:59,,1.60,,,229,237,0,10.00,3.50,0.50,3.00,0.00,1.00,18.00,"),
        rowsOfParquet(
            "2025.parquet",
            "select 7::integer as VendorID,"
                + " timestamp '2025-01-01 00:18:38.123456' as tpep_pickup_datetime,"
                + " timestamp '2025-01-01 00:26:59' as tpep_dropoff_datetime,"
                + " null::bigint as passenger_count, 1.6e0 as trip_distance,"
                + " null::bigint as RatecodeID, null::varchar as store_and_fwd_flag,"
                + " 229::integer as PULocationID, 237::integer as DOLocationID,"
                + " 0::bigint as payment_type, 10e0 as fare_amount, 3.5e0 as extra,"
                + " 0.5e0 as mta_tax, 3e0 as tip_amount, 0e0 as tolls_amount,"
                + " 1e0 as improvement_surcharge, 18e0 as total_amount,"
                + " 'nan'::double as congestion_surcharge, 0e0 as Airport_fee,"
                + " 0.75e0 as cbd_congestion_fee"));
  }

  @Test
  void parquetIsKnownByItsContentWhateverItsNameIs() throws Exception {
    assertEquals(
        List.of(",2023-05-01 08:00:00,2023-05-01 08:10:00,,1.25,,,,,,,,,,,,,"),
        rowsOfParquet(
            "may [2023].csv",
            "select timestamptz '2023-05-01 08:00:00+00' as tpep_pickup_datetime,"
                + " timestamp_ns '2023-05-01 08:10:00' as tpep_dropoff_datetime,"
                + " 1.25::decimal(5, 2) as trip_distance"));
  }

  @Test
  void gzipIsKnownByItsContentWhateverItsNameIs() throws Exception {
    Path file = folder.resolve("packed.csv");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((SHORT + "\n" + TRIP + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of(",2019-01-05 10:00:00,2019-01-05 10:10:00,,1.10,,,,,,,,,,,,,"), s3.rowsOf(file));
  }

  @Test
  void byteOrderMarksQuotesBlankRowsAndAnyEndOfLineAreNoTrouble() throws Exception {
    String row = ",2019-01-05 10:00:00,2019-01-05 10:10:00,,1.10,,,,,,,,,,,,,";
    assertEquals(
        List.of(row, row, row),
        rowsOf(
            "\ufeff\"Pickup_DateTime\",\"DropOff_DateTime\",\"Trip_Distance\",\"not, ours\"\r\n"
                + "\r\n  \r\n,,,\r\n"
                + TRIP
                + ",\r\n"
                + "\"2019-01-05 10:00:00\",\"2019-01-05 10:10:00\",\"1.10\",\"a \"\"b\"\", c\"\n"
                + TRIP
                + ",no end of line"));
  }

  @ParameterizedTest
  @CsvSource({
    "t27b_fhv.csv, holds trips of for-hire vehicles",
    "hvfhs_license_num;pickup_datetime;dropoff_datetime;trip_miles, of for-hire vehicles",
    "VendorID;lpep_pickup_datetime;lpep_dropoff_datetime;trip_distance, trips of green taxis",
    "name;colour, no columns of pickup and dropoff times",
    "starttime;stoptime;bikeid, no columns of pickup and dropoff times",
    "pickup_datetime;dropoff_datetime;PULocationID, 'no column of distances, fares or totals'",
    "'', is empty",
  })
  void aFileOfOtherThingsIsRefusedAsForeign(String header, String reason) throws Exception {
    Path file =
        header.endsWith(".csv")
            ? S3Folder.SAMPLES.resolve(header)
            : file("foreign.csv", header.replace(';', ',') + "\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> s3.rowsOf(file)).getMessage();
    assertTrue(message.startsWith(file + " "), message);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void foreignParquetIsRefusedToo() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    rowsOfParquet(
                        "green.parquet",
                        "select timestamp '2023-05-01 08:00:00' as lpep_pickup_datetime,"
                            + " timestamp '2023-05-01 08:10:00' as lpep_dropoff_datetime,"
                            + " 1.25e0 as trip_distance"))
            .getMessage();
    assertTrue(
        message.endsWith(
            "holds trips of green taxis, not of yellow taxis: it has the column"
                + " 'lpep_pickup_datetime'."),
        message);
  }

  @Test
  void timesOfTheDataPortalAreRead() throws Exception {
    assertEquals(
        List.of(
            ",2015-01-31 23:59:59,2015-02-01 00:10:00,,1.00,,,,,,,,,,,,,",
            ",2015-02-01 08:00:00.5,2015-02-01 08:10:00,,2.00,,,,,,,,,,,,,"),
        rowsOf(
            SHORT
                + "\n01/31/2015 11:59:59 PM,02/01/2015 12:10:00 AM,1"
                + "\n2015-02-01T08:00:00.500,2015-02-01T08:10:00.000,2\n"));
  }

  @Test
  void everyColumnOf2018IsKnown() {
    for (String name : OF_2018.split(",")) {
      assertTrue(Column.named(name) != null, name);
    }
  }
}
