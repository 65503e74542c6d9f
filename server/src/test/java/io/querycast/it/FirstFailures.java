package io.querycast.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Liberty's first-failure files: it writes one at each unexpected exception. Earlier tests may have
 * caused some too.
 */
final class FirstFailures {
  /** Enough lines for the exception, the place that caught it, and most of the stack. */
  private static final int LINES = 30;

  private final Set<Path> before;

  private FirstFailures(Set<Path> before) {
    this.before = before;
  }

  /** The files that are there now. */
  static FirstFailures untilNow() throws IOException {
    return new FirstFailures(files());
  }

  /** What the files that have come since say: each with its name and its first lines. */
  List<String> since() throws IOException {
    Set<Path> now = files();
    now.removeAll(before);
    List<String> said = new ArrayList<>();
    for (Path file : now) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      said.add(
          file.getFileName()
              + text.lines().limit(LINES).collect(Collectors.joining("\n", "\n", "\n")));
    }
    return said;
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
