package io.querycast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The container's HTTP sessions, counted in the server under test from outside. */
final class HttpSessions {
  private static final Pattern COUNT =
      Pattern.compile(
          "^ *\\d+: +(\\d+) +\\d+ +com\\.ibm\\.ws\\.session\\.store\\.memory\\.MemorySession\\b",
          Pattern.MULTILINE);

  private HttpSessions() {}

  /** How many live after a collection. */
  static long alive() {
    try {
      return alive(histogram());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String histogram() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!histogram.contains("java.lang.String")) {
      throw new IOException("The server does not tell what it holds: " + histogram);
    }
    return histogram;
  }

  private static long alive(String histogram) {
    return COUNT
        .matcher(histogram)
        .results()
        .mapToLong(each -> Long.parseLong(each.group(1)))
        .sum();
  }

  private static long server() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().commandLine().orElse("").contains("-jar"))
        .filter(each -> each.info().commandLine().orElse("").contains("querycast-test"))
        .findFirst()
        .orElseThrow()
        .pid();
  }
}
