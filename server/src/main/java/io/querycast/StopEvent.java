package io.querycast;

/**
 * The application is stopping, and its clients have gone. An observer ends here what it has begun,
 * in the order of the priorities below.
 */
public record StopEvent() {
  /** Observers that would get new work end first. */
  public static final int FIRST = 1;

  /** Observers that the others need for their work end last. */
  public static final int LAST = 9000;
}
