package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page, in a real browser, against the packaged server and the local cloud. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(ArquillianExtension.class)
class PageIT {

  /** {@code spa/e2e} says what each journey promises; the console shows how it went. */
  @Test
  void everyJourneyInTheBrowserPasses() throws IOException, InterruptedException {
    ProcessBuilder journeys =
        new ProcessBuilder("npm", "test")
            .directory(Path.of("../spa/e2e").toFile())
            .redirectErrorStream(true);
    journeys.environment().put("QUERYCAST_URL", TestCloud.server().toString());
    journeys.environment().put("QUERYCAST_LOCAL_URL", TestCloud.address().toString());
    journeys.environment().put("QUERYCAST_YEAR", Integer.toString(Trips.year()));

    Process process = journeys.start();
    // Not inherited, because this process talks to Maven over its own streams.
    process.getOutputStream().close();
    process.inputReader().lines().forEach(System.out::println);
    assertEquals(0, process.waitFor(), "see the journeys' own report above");
  }
}
