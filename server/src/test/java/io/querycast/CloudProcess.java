package io.querycast;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A local cloud in a process of its own, on a free port of the loopback address. It ends with this
 * process.
 */
public final class CloudProcess implements AutoCloseable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration START = Duration.ofMinutes(5);

  private final Process process;
  private final URI address;
  private final Path log;

  private CloudProcess(Process process, URI address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
  }

  /**
   * Starts a local cloud and waits until it answers.
   *
   * @param folder is emptied first, and holds all its files, its log too
   * @param settings further variables of its environment
   */
  public static CloudProcess start(Path folder, Map<String, String> settings)
      throws InterruptedException {
    try {
      delete(folder);
      Files.createDirectories(folder);
      int port = freePort();
      Path log = folder.resolve("local-cloud.log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "@local/java.options",
                  // Many of these start: none takes the time to grow its heap step by step.
                  "-Xms256m",
                  "-cp",
                  "local/target/classes" + File.pathSeparator + "local/target/lib/*",
                  "io.querycast.local.LocalCloud")
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> environment = builder.environment();
      environment.put("QUERYCAST_LOCAL_PORT", Integer.toString(port));
      environment.put("QUERYCAST_LOCAL_FOLDER", folder.toString());
      environment.put("QUERYCAST_LOCAL_PARENT", Long.toString(ProcessHandle.current().pid()));
      environment.putAll(settings);
      CloudProcess cloud =
          new CloudProcess(builder.start(), URI.create("http://localhost:" + port), log);
      cloud.awaitReady();
      return cloud;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address at which all its services answer. */
  public URI address() {
    return address;
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest about =
        HttpRequest.newBuilder(address.resolve("/_about")).timeout(Duration.ofSeconds(5)).build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(about, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // asked again below
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    close();
    throw new IOException("The local cloud did not start: " + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * A port of the loopback address on which nothing listened a moment ago. It is below those that
   * systems choose by themselves, so that no connection takes it before its server does.
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // Something listens on it: another one will do.
      }
    }
  }

  /** Removes a folder with all its files, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted((a, b) -> b.compareTo(a)).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
