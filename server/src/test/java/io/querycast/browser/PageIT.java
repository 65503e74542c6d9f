package io.querycast.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.it.TestCloud;
import io.querycast.it.Trips;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page, in a real browser, against the packaged server and the local cloud. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(ArquillianExtension.class)
class PageIT {
  private static final int FIRST_LINES = 30;

  /** {@code spa/e2e} says what each journey promises; the console shows how they went. */
  @Test
  void everyJourneyInTheBrowserPasses() throws IOException, InterruptedException {
    ProcessBuilder journeys =
        new ProcessBuilder("npm", "test")
            .directory(Path.of("../spa/e2e").toFile())
            .redirectErrorStream(true);
    journeys.environment().put("QUERYCAST_URL", TestCloud.server().toString());
    journeys.environment().put("QUERYCAST_LOCAL_URL", TestCloud.address().toString());
    journeys.environment().put("QUERYCAST_YEAR", Integer.toString(Trips.year()));
    journeys.environment().put("QUERYCAST_DOOR", TestCloud.DOOR);
    journeys.environment().put("QUERYCAST_COMPRESS", Boolean.toString(TestCloud.COMPRESSES));

    Process process = journeys.start();
    // Not inherited, because this process talks to Maven over its own streams.
    process.getOutputStream().close();
    List<String> report = process.inputReader().lines().peek(System.out::println).toList();
    assertEquals(0, process.waitFor(), () -> failures(report));
  }

  /** The first failure of the report, and the names of all, for whoever reads only the summary. */
  private static String failures(List<String> report) {
    Stream<String> first =
        report.stream().dropWhile(line -> !line.startsWith("  1) ")).limit(FIRST_LINES);
    Stream<String> names = report.stream().filter(line -> line.contains("✘"));
    return Stream.concat(first, names).collect(Collectors.joining("\n"));
  }
}
