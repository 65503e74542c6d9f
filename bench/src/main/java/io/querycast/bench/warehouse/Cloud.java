package io.querycast.bench.warehouse;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A local cloud on a folder, with the options that dev mode starts it with. */
final class Cloud implements AutoCloseable {
  private static final double KILOBYTES = 1024;

  private final Path folder;
  private final URI address;
  private final Process process;

  /** Starts it, and returns when it is ready. */
  Cloud(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    int port = freePort();
    address = URI.create("http://localhost:" + port);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@local/java.options",
            "-cp",
            "local/target/classes" + File.pathSeparator + "local/target/lib/*",
            "io.querycast.local.LocalCloud");
    builder.environment().put("QUERYCAST_LOCAL_PORT", Integer.toString(port));
    builder.environment().put("QUERYCAST_LOCAL_FOLDER", folder.toString());
    builder
        .environment()
        .put("QUERYCAST_LOCAL_PARENT", Long.toString(ProcessHandle.current().pid()));
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolveSibling("cloud.log").toFile())
            .start();
    awaitReady();
  }

  URI address() {
    return address;
  }

  /** It, DynamoDB, and the engine, which is no child of it. */
  List<Long> processes() throws IOException {
    Stream<ProcessHandle> roots = Stream.of(process.toHandle());
    Path engine = folder.resolve("redshift/warehouse/data/postmaster.pid");
    if (Files.exists(engine)) {
      long pid = Long.parseLong(Files.readAllLines(engine).get(0).strip());
      roots = Stream.concat(roots, ProcessHandle.of(pid).stream());
    }
    return roots
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(ProcessHandle::pid)
        .distinct()
        .toList();
  }

  /** The memory of all of them, where pages that some share count once; empty without /proc. */
  Optional<Double> megabytes() throws IOException {
    double sum = 0;
    for (long each : processes()) {
      Path rollup = Path.of("/proc/" + each + "/smaps_rollup");
      if (!Files.isReadable(rollup)) {
        return Optional.empty();
      }
      sum +=
          Files.readAllLines(rollup).stream()
              .filter(line -> line.startsWith("Pss:"))
              .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
              .sum();
    }
    return Optional.of(sum / KILOBYTES);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest about = HttpRequest.newBuilder(address.resolve("/_about")).build();
    while (process.isAlive()) {
      try {
        if (client.send(about, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (ConnectException e) {
        // Not yet.
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException("The local cloud did not start: see bench/target/warehouse/cloud.log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
