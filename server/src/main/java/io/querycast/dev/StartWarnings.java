package io.querycast.dev;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The warnings of classes that look for AWS all the time. While the local cloud is starting, they
 * say only that it is not there yet, which everybody knows.
 */
final class StartWarnings {
  static final List<String> NAMES =
      List.of(
          "io.querycast.aws.QueueReader",
          "io.querycast.completion.Sweeper",
          "io.querycast.node.Node",
          "io.querycast.rest.Readiness");

  /** Held here, because a logger that nobody holds is created again. */
  private static final List<Logger> LOGGERS = NAMES.stream().map(Logger::getLogger).toList();

  private StartWarnings() {}

  static void hide() {
    LOGGERS.forEach(logger -> logger.setFilter(each -> !each.getLevel().equals(Level.WARNING)));
  }

  static void show() {
    LOGGERS.forEach(logger -> logger.setFilter(null));
  }
}
