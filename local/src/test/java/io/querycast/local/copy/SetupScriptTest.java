package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.local.taxi.Trips;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The COPY of sql/setup.sql, as it stands there, and the trip files that are made for it. */
class SetupScriptTest {
  private static final Path SAMPLES = Path.of("src/test/resources/io/querycast/local/trips");

  @TempDir Path folder;

  @Test
  void theCopyOfTheSetupScriptLoadsTheTripFiles() throws Exception {
    List<Path> files =
        List.of(SAMPLES.resolve("t01_2009.csv"), SAMPLES.resolve("t22_outliers.csv"));
    new Trips(files, 0).write(folder.resolve("s3"), folder.resolve("taxi"), line -> {});
    String script = Files.readString(Path.of("../sql/setup.sql")).replaceAll("(?m)^\\s*--.*$", "");
    int copy = script.indexOf("copy ");
    try (Warehouse warehouse = new Warehouse(folder)) {
      warehouse.run(
          script
              .substring(0, script.indexOf("diststyle"))
              .replaceAll(" encode \\w+", "")
              .replace("nyc_yellow_taxi", "public.nyc_yellow_taxi"));
      assertEquals(6, warehouse.transfer(script.substring(copy, script.lastIndexOf(';'))));
      assertEquals(
          List.of(
              "2|2009-01-05 07:11:00|2009-01-05 07:20:00|1|2.63|~|~|~|~|2|8.90|0.50|~|0.00|0.00|~|9.40|~",
              "1|2009-01-05 08:00:12|2009-01-05 08:09:42|2|1.30|~|N|~|~|1|6.10|0.00|~|1.50|0.00|~|7.60|~"),
          warehouse.rows("select * from public.nyc_yellow_taxi order by pickup_datetime limit 2"));
      assertEquals(
          List.of("15420004.90|3950588.80"),
          warehouse.rows("select max(trip_distance), max(tip_amount) from public.nyc_yellow_taxi"));
    }
  }
}
