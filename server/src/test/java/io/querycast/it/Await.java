package io.querycast.it;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits until a condition is true, and no longer. */
final class Await {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Await() {}

  /** Looks again and again until the condition is true. Fails after a minute. */
  static <T> T until(String what, Supplier<T> look, Predicate<T> asItShouldBe) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (true) {
      T seen = look.get();
      if (asItShouldBe.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "This did not come true within a minute: " + what + "; last seen: " + seen);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted", e);
      }
    }
  }
}
