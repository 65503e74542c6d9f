package io.querycast.warehouse;

import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.node.Node;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Keeps the calls of all nodes to the Data API within the quotas of the account. Each living node
 * takes an equal part of each quota. Without {@code querycast.quotas} nothing is limited.
 */
@Singleton
public class Quota {
  /** The operations that are limited. */
  enum Call {
    EXECUTE,
    DESCRIBE,
    RESULT
  }

  /** How long a call waits for its turn. A caller that waits longer should come back. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Lets a thread wait. */
  @FunctionalInterface
  interface Pause {
    void nanos(long nanos) throws InterruptedException;
  }

  private final Optional<Settings.Quotas> quotas;
  private final IntSupplier nodes;
  private final NanoClock ticks;
  private final Pause pause;
  private final Map<Call, Bucket> buckets = new EnumMap<>(Call.class);

  @Inject
  Quota(Settings settings, Node node, NanoClock ticks) {
    this(settings.quotas(), node::living, ticks, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * @param nodes how many nodes share the quotas, this one included
   */
  Quota(Optional<Settings.Quotas> quotas, IntSupplier nodes, NanoClock ticks, Pause pause) {
    this.quotas = quotas;
    this.nodes = nodes;
    this.ticks = ticks;
    this.pause = pause;
  }

  /** A bucket holds what may be called within one second, and one call at least. */
  private static final class Bucket {
    private double left;
    private long at;
  }

  /** Whether a call could be made now. */
  synchronized boolean isLeft(Call call) {
    return quotas.isEmpty() || filled(call).left >= 1;
  }

  /**
   * Takes a call without waiting.
   *
   * @throws Unavailable if none is left now
   */
  void take(Call call) {
    long unused = take(call, 0);
  }

  /**
   * Takes a call, and waits until it may be made.
   *
   * @throws Unavailable if that would take longer than {@link #PATIENCE}
   */
  void await(Call call) {
    long wait = take(call, PATIENCE.toNanos());
    if (wait > 0) {
      try {
        pause.nanos(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable(Unavailable.Reason.QUOTA, e);
      }
    }
  }

  /**
   * @return after how many nanoseconds the call may be made
   */
  private synchronized long take(Call call, long patience) {
    if (quotas.isEmpty()) {
      return 0;
    }
    Bucket bucket = filled(call);
    long wait = (long) (Math.max(0, 1 - bucket.left) / rate(call) * SECOND);
    if (wait > patience) {
      throw new Unavailable(Unavailable.Reason.QUOTA, null);
    }
    bucket.left -= 1;
    return wait;
  }

  private Bucket filled(Call call) {
    long now = ticks.nanos();
    double most = Math.max(1, rate(call));
    Bucket bucket = buckets.get(call);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.left = most;
      buckets.put(call, bucket);
    } else {
      bucket.left = Math.min(most, bucket.left + (now - bucket.at) / SECOND * rate(call));
    }
    bucket.at = now;
    return bucket;
  }

  /** This node's part, in calls a second. */
  private double rate(Call call) {
    Settings.Quotas all = quotas.orElseThrow();
    int quota =
        switch (call) {
          case EXECUTE -> all.execute();
          case DESCRIBE -> all.describe();
          case RESULT -> all.result();
        };
    return (double) quota / nodes.getAsInt();
  }
}
