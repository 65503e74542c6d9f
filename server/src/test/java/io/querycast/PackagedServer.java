package io.querycast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Liberty with the packaged application, laid out in a folder and started in its own process. */
public final class PackagedServer {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Path KEYS = Path.of("resources/security");

  private final LibertyServer liberty;

  /**
   * Writes the server's folder.
   *
   * @param users the folder under which Liberty keeps its servers
   */
  public PackagedServer(Path users, String name) throws IOException {
    this(users, name, Path.of(""));
  }

  /**
   * Writes the folder of a server of another version.
   *
   * @param users the folder under which Liberty keeps its servers
   * @param module the module {@code server} of a checkout in which it is packaged
   */
  public PackagedServer(Path users, String name, Path module) throws IOException {
    liberty = new LibertyServer(Path.of("target/liberty/wlp"), users, name);
    Path apps = Files.createDirectories(folder().resolve("apps"));
    for (String file : List.of("server.xml", "bootstrap.properties")) {
      Files.copy(module.resolve("src/main/liberty/config").resolve(file), folder().resolve(file));
    }
    Files.copy(module.resolve("target/querycast.war"), apps.resolve("querycast.war"));
  }

  /**
   * Gives it the keys that Liberty has made for another server, with the same password: to make its
   * own takes seconds.
   *
   * @param other the folder of that server
   */
  public PackagedServer withKeysOf(Path other) throws IOException {
    Path keys = Files.createDirectories(folder().resolve(KEYS));
    for (String file : List.of("key.p12", "ltpa.keys")) {
      Files.copy(other.resolve(KEYS).resolve(file), keys.resolve(file));
    }
    return this;
  }

  /** The folder of its logs. */
  public Path folder() {
    return liberty.folder();
  }

  /**
   * Starts it; it ends with this process at the latest.
   *
   * @param settings as environment variables, its port among them
   */
  public Process start(Map<String, String> settings) throws IOException {
    return liberty.start(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), settings);
  }

  /**
   * Waits until it takes requests.
   *
   * @param process as {@link #start} returned it
   * @throws IllegalStateException if it ends before, or takes five minutes
   */
  public void awaitReady(Process process, int port) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // asked again below
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("The server does not start: see " + folder());
  }

  /**
   * Waits until it has ended.
   *
   * @param process as {@link #start} returned it
   * @throws IllegalStateException if it still runs then; what its threads do is in a file
   */
  public void awaitEnd(Process process, Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("The server still runs: see " + writeThreads(process));
    }
  }

  /** Writes what its threads do, and returns where. */
  public Path writeThreads(Process process) {
    try {
      Path file = Files.createTempFile(folder(), "threads", ".txt").toAbsolutePath();
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(process.pid()),
              "Thread.print",
              "-l")
          .redirectErrorStream(true)
          .redirectOutput(file.toFile())
          .start()
          .waitFor(30, TimeUnit.SECONDS);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
