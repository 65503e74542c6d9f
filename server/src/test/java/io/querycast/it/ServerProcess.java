package io.querycast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process of the server under test, seen from outside. */
final class ServerProcess {
  private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

  private ServerProcess() {}

  /** The status of its health page. */
  static int health() {
    return TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve("/health/ready")))
        .status();
  }

  /** The bytes in use in its heap after a full collection. */
  static long liveHeap() throws IOException {
    Matcher total = TOTAL.matcher(histogram());
    if (!total.find()) {
      throw new IOException("The server does not list what its heap holds.");
    }
    return Long.parseLong(total.group(1));
  }

  /** What its heap holds after a full collection, class by class. */
  static String histogram() throws IOException {
    String histogram = jcmd("GC.class_histogram");
    if (!histogram.contains("java.lang.String")) {
      throw new IOException("The server does not list what its heap holds: " + histogram);
    }
    return histogram;
  }

  /** The names of all classes that it has loaded, each with a slash behind it. */
  static String classes() throws IOException {
    return jcmd("VM.class_hierarchy");
  }

  /** How many threads are in Querycast's code at this moment, waiting there or not. */
  static long threadsAtWork() {
    try {
      return Stream.of(jcmd("Thread.print").split("\n\n"))
          .filter(thread -> thread.contains("at io.querycast."))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jcmd(String command) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                command)
            .redirectErrorStream(true)
            .start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** How many TCP connections it holds, of all kinds. */
  static long connections() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return open.filter(ServerProcess::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  private static long pid() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().commandLine().orElse("").contains("-jar"))
        .filter(each -> each.info().commandLine().orElse("").contains(TestCloud.serverName()))
        .findFirst()
        .orElseThrow()
        .pid();
  }
}
