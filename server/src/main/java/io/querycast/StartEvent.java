package io.querycast;

import jakarta.servlet.ServletContext;

/**
 * The application is starting. An observer reads here what it needs, or begins its work. If it
 * throws, the application does not start.
 */
public record StartEvent(ServletContext context) {
  /** The priority of observers that read what other observers need. */
  public static final int FIRST = 1;
}
