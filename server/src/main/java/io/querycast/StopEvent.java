package io.querycast;

/**
 * The application is stopping: whoever has begun something ends it now, in the order of the
 * priorities below.
 */
public record StopEvent() {
  /** Whoever would be sent new work says so first. */
  public static final int FIRST = 1;

  /** What keeps the others' work possible goes last. */
  public static final int LAST = 9000;
}
