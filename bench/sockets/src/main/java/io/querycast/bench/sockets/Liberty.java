package io.querycast.bench.sockets;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes folders for Liberty servers beside the runtime that the server's tests use, and starts the
 * servers.
 */
final class Liberty {
  private static final Path RUNTIME = Path.of("server/target/liberty/wlp").toAbsolutePath();
  private static final Path USERS = Path.of("bench/sockets/target/servers").toAbsolutePath();

  private Liberty() {}

  /** An empty server's folder. */
  static Path folder(String name) throws IOException {
    Path folder = USERS.resolve("servers").resolve(name);
    delete(folder);
    return Files.createDirectories(folder.resolve("apps")).getParent();
  }

  /**
   * Starts a server from its folder.
   *
   * @param ready a path that answers with 200 when the server is ready
   */
  static Child start(String name, int port, String ready, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WLP_USER_DIR", USERS.toString());
    all.put("HTTP_PORT", Integer.toString(port));
    all.put("HTTP_HOST", "localhost");
    List<String> command = new ArrayList<>(Child.measuredJava());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=" + System.getProperty("bench.tier", "4"),
            // From the start: later its own classes for beans can no longer be found.
            "-Dcom.sun.management.jmxremote",
            "@" + RUNTIME.resolve("lib/platform/java/java9.options"),
            "-javaagent:" + RUNTIME.resolve("bin/tools/ws-javaagent.jar"),
            "-jar",
            RUNTIME.resolve("bin/tools/ws-server.jar").toString(),
            name));
    return Child.start(command, all, USERS.resolve(name + ".log"), false)
        .awaitOk(URI.create("http://localhost:" + port + ready));
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
