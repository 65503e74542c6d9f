package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.LeaveEvent;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamerTest {
  private final Problem busy = new Problem(ErrorCode.UNAVAILABLE, "Busy.");
  private final Problem expired = new Problem(ErrorCode.RESULT_EXPIRED, "Expired.");

  /** The pages in order, or the exceptions instead of them. */
  private final Deque<Object> pages = new ArrayDeque<>();

  private final List<String> asked = new ArrayList<>();
  private final Job job = Samples.submitted(Instant.EPOCH);
  private final Streamer streamer =
      new Streamer(
          new Results(null, null, InstantSource.system(), null, null) {
            @Override
            public Rows rows(Job job, String page) {
              asked.add(page == null ? "first" : "next");
              Object next = pages.poll();
              if (next instanceof Rows rows) {
                return rows;
              }
              throw (Problem) next;
            }
          },
          new Threads(new DirectExecutor(), null),
          Duration.ZERO);

  @Test
  void everyPageIsWrittenAndTheEndIsSaid() throws Exception {
    pages.add(RowsSamples.numbers(0, 2, true));
    pages.add(RowsSamples.numbers(2, 2, true));
    pages.add(RowsSamples.numbers(4, 1, false));

    assertEquals(
        List.of("[0]", "[1]", "[2]", "[3]", "[4]", "{\"end\":{\"rows\":5}}"),
        lines().subList(1, 7));
    assertEquals(List.of("first", "next", "next"), asked);
  }

  @Test
  void aNodeThatLeavesEndsTheResultsOnTheirWayAndBeginsNone() throws Exception {
    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(RowsSamples.numbers(1, 1, false));
    OpenPage begun = streamer.open(job);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    streamer.leave(new LeaveEvent());

    streamer.write(job, begun, new Ndjson(out));
    assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("{\"end\":{\"rows\":2}}\n"));
    Problem refused = assertThrows(Problem.class, () -> streamer.open(job));
    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
    assertEquals(List.of("first", "next"), asked, "Redshift is not asked in vain");
  }

  @Test
  void aPageThatRedshiftCannotGiveNowIsRequestedAgain() throws Exception {
    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(busy);
    pages.add(busy);
    pages.add(RowsSamples.numbers(1, 1, false));

    assertEquals("{\"end\":{\"rows\":2}}", lines().get(3));
  }

  @Test
  void aResultThatExpiresHasNoEnd() throws Exception {
    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(expired);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (OpenPage open = streamer.open(job)) {
      Problem e = assertThrows(Problem.class, () -> streamer.write(job, open, new Ndjson(out)));
      assertEquals(ErrorCode.RESULT_EXPIRED, e.code());
    }

    assertFalse(out.toString(StandardCharsets.UTF_8).contains("end"));
    assertEquals(List.of("first", "next"), asked, "expired is for good");
  }

  @Test
  void aResultThatIsNotThereIsRefusedBeforeAnythingIsWritten() {
    for (int i = 0; i < Streamer.MOST_OF_USER + 1; i++) {
      pages.add(expired);
      assertEquals(
          ErrorCode.RESULT_EXPIRED,
          assertThrows(Problem.class, () -> streamer.open(job)).code(),
          "and takes no place");
    }
  }

  @Test
  void aUserMayStreamTenResultsAtOnceAndNoMore() {
    List<OpenPage> open = new ArrayList<>();
    for (int i = 0; i < Streamer.MOST_OF_USER; i++) {
      pages.add(RowsSamples.numbers(0, 1, false));
      open.add(streamer.open(job));
    }

    assertEquals(
        ErrorCode.TOO_MANY_REQUESTS, assertThrows(Problem.class, () -> streamer.open(job)).code());
    open.get(0).close();
    open.get(0).close();
    pages.add(RowsSamples.numbers(0, 1, false));
    streamer.open(job);
    assertThrows(Problem.class, () -> streamer.open(job));
  }

  @Test
  void whileAPageIsSentTheNextOneIsReadAndNoOther() throws Exception {
    for (int i = 0; i < 5; i++) {
      pages.add(RowsSamples.numbers(i * 20_000, 20_000, i < 4));
    }
    List<Integer> askedWhileSending = new ArrayList<>();
    OutputStream reader =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("The streamer writes in blocks.");
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            askedWhileSending.add(asked.size());
          }
        };

    try (OpenPage open = streamer.open(job)) {
      assertEquals(1, asked.size());
      streamer.write(job, open, new Ndjson(reader));
    }

    assertEquals(2, askedWhileSending.get(0), "the second is read while the first is sent");
    assertEquals(
        List.of(2, 3, 4, 5),
        askedWhileSending.stream().distinct().toList(),
        "the third is not read before the first is sent");
  }

  @Test
  void aClientThatIsGoneEndsTheReading() {
    pages.add(RowsSamples.numbers(0, 20_000, true));
    pages.add(RowsSamples.numbers(0, 1, true));
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };

    try (OpenPage open = streamer.open(job)) {
      assertThrows(IOException.class, () -> streamer.write(job, open, new Ndjson(gone)));
    }
    assertTrue(asked.size() <= 2, asked.toString());
  }

  private List<String> lines() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OpenPage open = streamer.open(job)) {
      streamer.write(job, open, new Ndjson(out));
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
