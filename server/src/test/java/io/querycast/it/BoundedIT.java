package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many large results at once, whose clients do not read. Nobody else may notice. */
@ExtendWith(ArquillianExtension.class)
class BoundedIT {
  private static final int STREAMS = 10;
  private static final long MOST_GROWTH = 64L * 1024 * 1024;

  /**
   * Ten of them are far more than the allowed growth, and each is more than the buffers of a
   * connection hold.
   */
  private static final int MEGABYTES = 20;

  @Tag("long")
  @Test
  void tenResultsThatNobodyReadsTakeNeitherTheHeapNorTheOthersThreads() throws Exception {
    TestUser analyst = TestUser.analyst();
    int rows = MEGABYTES * 1_000_000 / 9_600;
    JsonObject job =
        analyst.ended(
            analyst.runSql(
                "select repeat(md5(trip_distance::varchar), 300) as text from nyc_yellow_taxi"
                    + " limit "
                    + rows));
    assertTrue(job.getInt("resultBytes") > 19_000_000, job.toString());
    TestUser other = TestUser.signedIn();
    long before = ServerProcess.liveHeap();

    List<InputStream> unread = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      HttpResponse<InputStream> answer =
          TestHttp.CLIENT.send(
              analyst
                  .request("/api/jobs/" + job.getString("id") + "/result.ndjson")
                  .timeout(Duration.ofSeconds(40))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, answer.statusCode());
      unread.add(answer.body());
    }

    assertEquals(200, other.get("/api/jobs").status());
    JsonObject small = other.run("trips-by-day", Map.of("month", Trips.year() + "-03"));
    assertEquals("FINISHED", other.ended(small).getString("state"));
    long growth = ServerProcess.liveHeap() - before;
    assertTrue(growth <= MOST_GROWTH, growth + " bytes");

    unread.remove(0).close();
    for (InputStream body : unread) {
      assertEquals("{\"end\":{\"rows\":%d}}".formatted(rows), lastLine(body));
    }
  }

  private static String lastLine(InputStream body) throws IOException {
    byte[] tail = new byte[0];
    byte[] block = new byte[64 * 1024];
    try (body) {
      for (int count = body.read(block); count >= 0; count = body.read(block)) {
        byte[] both = new byte[Math.min(tail.length, 100) + count];
        int kept = both.length - count;
        System.arraycopy(tail, tail.length - kept, both, 0, kept);
        System.arraycopy(block, 0, both, kept, count);
        tail = both;
      }
    }
    String text = new String(tail, StandardCharsets.UTF_8);
    return text.lines().reduce("", (unused, line) -> line);
  }
}
