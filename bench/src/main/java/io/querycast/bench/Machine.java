package io.querycast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine on which the figures were measured. */
final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Describes it in a sentence. */
  static String words() {
    return "%d cores (%s), %s %s, Java %s."
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }

  private static String processor() {
    try (var lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
