package io.querycast.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DownloadsTest {
  private final List<String> said = new ArrayList<>();
  private long now;
  private final Downloads downloads = new Downloads("The page", () -> now, said::add);

  @Test
  void theConsoleSaysEveryFewSecondsHowMuchIsFetched() {
    downloads.accept("[INFO] Downloaded from here: https://here/a-1.jar (1.4 MB at 2 MB/s)");
    downloads.accept("Downloaded from here: https://here/b-1.jar (600 kB at 2 MB/s)");
    assertEquals(List.of(), said);

    now += TimeUnit.SECONDS.toNanos(3);
    downloads.accept("Downloaded from here: https://here/c-1.jar (10 MB at 2 MB/s)");
    assertEquals(List.of("The page, files fetched so far: 3 (12 MB)"), said);
  }

  @Test
  void npmDoesNotSayHowLargeThingsAre() {
    now += TimeUnit.SECONDS.toNanos(3);
    downloads.accept("npm http fetch GET 200 https://here/react/-/react-1.tgz 90ms (cache miss)");
    assertEquals(List.of("The page, files fetched so far: 1"), said);
  }

  @Test
  void errorsAreShownAtOnceAndOtherLinesNever() {
    downloads.accept("[INFO] Building Querycast local cloud");
    downloads.accept("[\033[1;34mINFO\033[m] Scanning for projects...");
    downloads.accept("npm http fetch GET 404 https://here/react 90ms");
    downloads.accept("[ERROR] No disk space is left");
    downloads.accept("npm error code E404");
    assertEquals(List.of("[ERROR] No disk space is left", "npm error code E404"), said);
  }
}
