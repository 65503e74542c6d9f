package io.querycast;

/** A clock that only goes forward, whatever is done to the time of day; for lengths of time. */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since some moment of this process. */
  long nanos();
}
