package io.querycast;

import jakarta.servlet.ServletContext;

/**
 * The application is starting: whoever has something to read or to begin does so now, and by
 * throwing keeps the application from starting.
 */
public record StartEvent(ServletContext context) {
  /** The priority of observers that read what others need. */
  public static final int FIRST = 1;
}
