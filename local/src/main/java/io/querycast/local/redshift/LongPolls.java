package io.querycast.local.redshift;

import io.querycast.local.AwsError;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The calls that wait for a statement's end. After it is closed, no call waits. */
final class LongPolls implements AutoCloseable {
  /**
   * How many calls may wait for one statement at once. The Data API has a limit and does not
   * document it. The smallest possible limit finds every client that relies on a larger one.
   */
  static final int MOST = 1;

  private final Map<String, Place> places = new HashMap<>();
  private boolean closed;

  /** The place where the calls for one statement wait. */
  private static final class Place {
    private final CountDownLatch end = new CountDownLatch(1);
    private int taken;
  }

  /** One call's right to wait; it must be closed. */
  final class Wait implements AutoCloseable {
    private final String id;
    private final Place place;

    private Wait(String id, Place place) {
      this.id = id;
      this.place = place;
    }

    /** Returns when the statement has ended, the time is over or the local cloud stops. */
    void atMost(Duration longest) {
      try {
        place.end.await(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      leave(id, place);
    }
  }

  /**
   * Takes a place.
   *
   * @throws AwsError if the limit of calls for the statement is reached
   */
  synchronized Wait enter(String id) throws AwsError {
    Place place = places.computeIfAbsent(id, any -> new Place());
    if (place.taken == MOST) {
      throw new AwsError(
          "ActiveWaitingRequestsExceededException",
          "Active requests with WaitTimeSeconds for the statement exceeded the allowed quota (%d)."
              .formatted(MOST));
    }
    place.taken++;
    if (closed) {
      place.end.countDown();
    }
    return new Wait(id, place);
  }

  /** Releases all calls that wait for this statement. */
  synchronized void end(String id) {
    Place place = places.get(id);
    if (place != null) {
      place.end.countDown();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    places.values().forEach(place -> place.end.countDown());
  }

  private synchronized void leave(String id, Place place) {
    if (--place.taken == 0) {
      places.remove(id, place);
    }
  }
}
