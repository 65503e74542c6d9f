package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CacheTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final Cache<Integer> cache = new Cache<>(() -> Instant.EPOCH, Duration.ofMinutes(1), 2);

  @Test
  void requestsForTheSameAtTheSameTimeShareOneCall() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> first =
          threads.submit(
              () ->
                  cache.get(
                      "a",
                      () -> {
                        asked.countDown();
                        await(answered);
                        return calls.incrementAndGet();
                      }));
      asked.await();
      Future<Integer> second = threads.submit(() -> cache.get("a", calls::incrementAndGet));
      answered.countDown();
      assertEquals(1, first.get());
      assertEquals(1, second.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theEntryUnusedForLongestIsRemovedFirst() {
    cache.get("a", calls::incrementAndGet);
    cache.get("b", calls::incrementAndGet);
    cache.get("a", calls::incrementAndGet);
    cache.get("c", calls::incrementAndGet);
    assertEquals(1, cache.get("a", calls::incrementAndGet));
    assertEquals(4, cache.get("b", calls::incrementAndGet));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
