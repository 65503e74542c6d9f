package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Threads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedPagesTest {
  private static final String FIRST = "";
  private static final int CROWD = 40;

  private final FakeTimer timer = new FakeTimer();
  private final SharedPages pages = new SharedPages(new Threads(new DirectExecutor(), timer));
  private final ExecutorService crowd = Executors.newFixedThreadPool(CROWD);
  private final List<Transcoder.Answer> read = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void end() {
    crowd.shutdownNow();
  }

  @Test
  void aFirstPageThatManyAskForIsReadOnce() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Transcoder.Answer> one = ask(FIRST, slowly(reading, asked));
    reading.await();
    List<CompletableFuture<Transcoder.Answer>> others =
        Stream.generate(() -> ask(FIRST, this::answer)).limit(CROWD - 1).toList();
    asked.countDown();

    for (CompletableFuture<Transcoder.Answer> other : others) {
      assertSame(one.join(), other.join());
    }
    assertEquals(1, read.size());
  }

  @Test
  void anyPageThatSomebodyWaitsForIsReadOnce() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Transcoder.Answer> one = ask("t", slowly(reading, asked));
    reading.await();
    CompletableFuture<Transcoder.Answer> other = new CompletableFuture<>();
    Thread waiting = new Thread(() -> other.complete(pages.page("statement", "t", this::answer)));
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    asked.countDown();

    assertSame(one.join(), other.join());
    assertSame(one.join(), pages.page("statement", "t", this::answer), "a while longer");
    assertEquals(1, read.size());
  }

  @Test
  void aFirstPageIsLentForAWhileAndThenForgotten() {
    Transcoder.Answer first = pages.page("statement", FIRST, this::answer);

    timer.pass(SharedPages.LIFE.minusMillis(1));
    assertSame(first, pages.page("statement", FIRST, this::answer));
    timer.pass(SharedPages.LIFE);

    assertNotSame(first, pages.page("statement", FIRST, this::answer));
  }

  @Test
  void aLaterPageThatNobodyElseWantsIsNotKept() {
    Transcoder.Answer page = pages.page("statement", "t", this::answer);

    assertNotSame(page, pages.page("statement", "t", this::answer));
  }

  @Test
  void aPageOfAnotherStatementOrAnotherPageIsNotTheSame() {
    Transcoder.Answer page = pages.page("statement", FIRST, this::answer);

    assertNotSame(page, pages.page("other", FIRST, this::answer));
    assertNotSame(page, pages.page("statement", "t", this::answer));
  }

  @Test
  void aFailureIsToldToWhoAskedAndIsNotKept() {
    Expired gone = new Expired("It is gone.");
    Supplier<Transcoder.Answer> failing =
        () -> {
          throw gone;
        };

    assertSame(gone, assertThrows(Expired.class, () -> pages.page("statement", FIRST, failing)));
    pages.page("statement", FIRST, this::answer);

    assertEquals(1, read.size());
  }

  @Test
  void theEldestPageGivesWayWhenThereIsNoRoom() {
    Transcoder.Answer eldest = pages.page("0", FIRST, this::large);
    Transcoder.Answer second = pages.page("1", FIRST, this::large);
    Transcoder.Answer small = pages.page("small", FIRST, this::answer);
    Transcoder.Answer third = pages.page("2", FIRST, this::large);
    Transcoder.Answer fourth = pages.page("3", FIRST, this::large);
    Transcoder.Answer fifth = pages.page("4", FIRST, this::large);

    assertSame(fifth, pages.page("4", FIRST, this::large));
    assertSame(fourth, pages.page("3", FIRST, this::large));
    assertSame(third, pages.page("2", FIRST, this::large));
    assertSame(small, pages.page("small", FIRST, this::answer));
    assertSame(second, pages.page("1", FIRST, this::large));
    assertNotSame(eldest, pages.page("0", FIRST, this::large));
  }

  @Test
  void aPageThatHasGivenWayIsForgottenOnce() {
    Transcoder.Answer eldest = pages.page("0", FIRST, this::large);
    for (int i = 1; i <= 4; i++) {
      pages.page(Integer.toString(i), FIRST, this::large);
    }

    timer.pass(SharedPages.LIFE);
    for (int i = 0; i < 4; i++) {
      pages.page(Integer.toString(i), FIRST, this::large);
    }

    assertNotSame(eldest, pages.page("0", FIRST, this::large));
    assertEquals(9, read.size(), "all four have room again");
  }

  @Test
  void aPageThatIsLargerThanAllRoomIsNotKept() {
    Supplier<Transcoder.Answer> huge = () -> answer(Buffer.of(new byte[(int) SharedPages.MOST]));
    Transcoder.Answer page = pages.page("huge", FIRST, huge);

    assertNotSame(page, pages.page("huge", FIRST, huge));
  }

  /** Four of these have room at once, and a small one. */
  private Transcoder.Answer large() {
    return answer(Buffer.of(new byte[(int) SharedPages.MOST / 4 - 10_000]));
  }

  /** Its bytes are used for another page as soon as nobody holds them, and not before. */
  @Test
  void theBytesBelongToWhoeverStillReadsThem() {
    Transcoder.Answer first = pages.page("statement", FIRST, this::pooled);
    Transcoder.Answer second = pages.page("statement", FIRST, this::pooled);
    first.body().buffer().release();
    timer.pass(SharedPages.LIFE);

    assertTrue(isInUse(second.body().buffer()), "one reader holds it");
    second.body().buffer().release();

    assertTrue(!isInUse(second.body().buffer()), "nobody holds it");
  }

  private static boolean isInUse(Buffer buffer) {
    List<Buffer> taken = Stream.generate(() -> Buffer.acquire(1)).limit(16).toList();
    boolean isFree = taken.contains(buffer);
    taken.forEach(Buffer::release);
    return !isFree;
  }

  private CompletableFuture<Transcoder.Answer> ask(String token, Supplier<Transcoder.Answer> call) {
    return CompletableFuture.supplyAsync(() -> pages.page("statement", token, call), crowd);
  }

  private Supplier<Transcoder.Answer> slowly(CountDownLatch reading, CountDownLatch end) {
    return () -> {
      reading.countDown();
      await(end);
      return answer();
    };
  }

  private Transcoder.Answer answer() {
    return answer(Buffer.of("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8)));
  }

  private Transcoder.Answer pooled() {
    return answer(Buffer.acquire(1));
  }

  private Transcoder.Answer answer(Buffer buffer) {
    Transcoder.Answer answer = new Transcoder.Answer(new Rows.Body(buffer, 0, 0), null);
    read.add(answer);
    return answer;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
