package io.querycast.it;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page, in a real browser, against the packaged server and the local cloud. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(ArquillianExtension.class)
class PageIT {
  /** {@code spa/e2e} says what each journey promises. */
  @Test
  void everyJourneyInTheBrowserPasses() throws IOException, InterruptedException {
    Journeys.pass();
  }
}
