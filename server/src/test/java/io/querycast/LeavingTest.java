package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeavingTest {
  private final Told<LeaveEvent> told = new Told<>();
  private final Leaving leaving = new Leaving(told);

  @Test
  void clientsAreSentAwayOnceHoweverOftenThereIsAReason() {
    leaving.begin();
    leaving.begin();

    assertEquals(1, told.all.size());
  }

  @Test
  void aServerThatStopsWhileClientsLeaveWaitsForThem() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    told.observe(
        news -> {
          begun.countDown();
          try {
            gone.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      Future<Long> draining = both.submit(() -> left(gone));
      begun.await();
      Future<Long> stopping = both.submit(() -> left(gone));
      gone.countDown();

      assertEquals(0, draining.get(10, TimeUnit.SECONDS));
      assertEquals(0, stopping.get(10, TimeUnit.SECONDS));
      assertEquals(1, told.all.size());
    } finally {
      both.shutdownNow();
    }
  }

  /** Returns for whom it did not wait. */
  private long left(CountDownLatch gone) {
    leaving.begin();
    return gone.getCount();
  }
}
