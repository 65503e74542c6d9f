package io.querycast;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how much one user can ask of this node, so that a flood by one leaves the others alone: a
 * bucket of requests for each, which fills up again with time.
 */
@Singleton
public class Buckets {
  /** As many at once. No person, and no notebook that means well, sends more. */
  static final int BURST = 1000;

  static final int PER_SECOND = 50;

  /** As many users are remembered; who is forgotten has a full bucket again. */
  private static final int USERS = 10_000;

  private record Bucket(double left, long nanos) {}

  private final Ticks ticks;
  private final Map<String, Bucket> byUser =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > USERS;
        }
      };

  @Inject
  Buckets(Ticks ticks) {
    this.ticks = ticks;
  }

  /**
   * Takes one request out of a user's bucket.
   *
   * @throws Problem when it is empty
   */
  public synchronized void take(String userId) {
    long now = ticks.nanos();
    Bucket bucket = byUser.getOrDefault(userId, new Bucket(BURST, now));
    double filled = (double) (now - bucket.nanos()) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
    double left = Math.min(BURST, bucket.left() + filled);
    boolean enough = left >= 1;
    byUser.put(userId, new Bucket(enough ? left - 1 : left, now));
    if (!enough) {
      throw new Problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "You have asked more than %d times in a row: wait a moment.".formatted(BURST));
    }
  }
}
