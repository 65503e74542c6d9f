package io.querycast.local.cognito;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.local.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockoutsTest {
  @Test
  void guessesMadeAllAtOnceAreCountedOneByOne() throws Exception {
    Lockouts lockouts = new Lockouts(new ManualClock());
    AtomicInteger asked = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> guesses = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        guesses.add(() -> guess(lockouts, asked));
      }
      int refused = 0;
      for (Future<Boolean> guess : threads.invokeAll(guesses)) {
        refused += guess.get() ? 0 : 1;
      }
      assertEquals(5, asked.get());
      assertEquals(95, refused);
    } finally {
      threads.shutdownNow();
    }
  }

  /** False when there was a lock. */
  private static boolean guess(Lockouts lockouts, AtomicInteger asked) {
    try {
      lockouts.attempt(
          "ada",
          () -> {
            asked.incrementAndGet();
            return false;
          },
          () -> new AwsError("NotAuthorizedException", "locked"));
      return true;
    } catch (AwsError e) {
      return false;
    }
  }
}
