package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final FakeTimer timer = new FakeTimer();
  private final Threads threads = new Threads(timer, timer);

  @Test
  void aTaskIsRepeatedUntilItMayNotGoOn() {
    List<String> runs = new ArrayList<>();
    threads.repeat(Duration.ofSeconds(2), () -> runs.size() < 3, () -> runs.add("run"));

    timer.pass(Duration.ofMillis(999));
    assertEquals(0, runs.size(), "half the interval is the shortest pause");
    timer.pass(Duration.ofMillis(2_001));
    assertTrue(!runs.isEmpty(), "one and a half intervals are the longest pause");
    timer.pass(Duration.ofMinutes(1));
    assertEquals(3, runs.size());
  }

  @Test
  void aTaskThatBreaksIsRepeatedToo() {
    List<String> runs = new ArrayList<>();
    threads.repeat(
        Duration.ofSeconds(2),
        () -> runs.size() < 3,
        () -> {
          runs.add("run");
          throw new AssertionError("broken");
        });

    timer.pass(Duration.ofMinutes(1));
    assertEquals(3, runs.size());
  }

  @Test
  void noMoreItemsAreUnderWayThanMayBe() throws InterruptedException {
    Thread caller = Thread.currentThread();
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      AtomicInteger underWay = new AtomicInteger();
      Set<Integer> most = ConcurrentHashMap.newKeySet();
      new Threads(executor, timer)
          .forEach(
              IntStream.range(0, 10).boxed().toList(),
              4,
              item -> {
                underWay.incrementAndGet();
                // Until then it may begin others.
                while (caller.getState() != Thread.State.WAITING) {
                  Thread.onSpinWait();
                }
                most.add(underWay.get());
                underWay.decrementAndGet();
              });

      assertEquals(0, underWay.get(), "it waits for all");
      assertTrue(most.stream().allMatch(number -> number <= 4), most.toString());
    } finally {
      executor.shutdownNow();
    }
  }
}
