package io.querycast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** The container's HTTP sessions, counted in the server under test from outside. */
final class HttpSessions {
  private static final Pattern COUNT =
      Pattern.compile(
          "^ *\\d+: +(\\d+) +\\d+ +com\\.ibm\\.ws\\.session\\.store\\.memory\\.MemorySession\\b",
          Pattern.MULTILINE);

  private HttpSessions() {}

  /** How many exist after a garbage collection. */
  static long alive() {
    try {
      return alive(ServerProcess.histogram());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long alive(String histogram) {
    return COUNT
        .matcher(histogram)
        .results()
        .mapToLong(each -> Long.parseLong(each.group(1)))
        .sum();
  }
}
