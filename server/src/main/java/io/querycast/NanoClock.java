package io.querycast;

/**
 * A clock that only goes forward, even if the time of day is changed. It measures lengths of time.
 */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since some moment in the life of this process. */
  long nanos();
}
