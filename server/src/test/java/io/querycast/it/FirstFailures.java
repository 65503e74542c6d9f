package io.querycast.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What surprised the container: it writes a file each time. Tests before may have done so too. */
final class FirstFailures {
  private final Set<Path> before;

  private FirstFailures(Set<Path> before) {
    this.before = before;
  }

  /** Those of the server until now. */
  static FirstFailures untilNow() throws IOException {
    return new FirstFailures(files());
  }

  /** Those that have come since. */
  Set<Path> since() throws IOException {
    Set<Path> now = files();
    now.removeAll(before);
    return now;
  }

  /** One alone sums them up, and its name is that of the server's start. */
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
