package io.querycast;

/**
 * The node leaves: clients go elsewhere from now on. Work that has begun goes on, and so does the
 * work that nodes share, until {@link StopEvent}. It is fired once.
 */
public record LeaveEvent() {
  /** Observers that tell others first that clients should go elsewhere. */
  public static final int FIRST = 1;
}
