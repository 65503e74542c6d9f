package io.querycast.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Liberty's first-failure files: it writes one at each unexpected exception. Earlier tests may have
 * caused some too.
 */
final class FirstFailures {
  private final Set<Path> before;

  private FirstFailures(Set<Path> before) {
    this.before = before;
  }

  /** The files that are there now. */
  static FirstFailures untilNow() throws IOException {
    return new FirstFailures(files());
  }

  /** The files that have come since. */
  Set<Path> since() throws IOException {
    Set<Path> now = files();
    now.removeAll(before);
    return now;
  }

  /** Without the summary, whose name comes from the server's start. */
  private static Set<Path> files() throws IOException {
    Path folder = TestCloud.logs().resolve("ffdc");
    if (!Files.exists(folder)) {
      return new HashSet<>();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("exception_summary"))
          .collect(Collectors.toSet());
    }
  }
}
