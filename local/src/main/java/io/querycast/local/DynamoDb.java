package io.querycast.local;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Amazon's DynamoDB Local, in a process of its own, so that its licence and its old libraries stay
 * out of ours.
 */
final class DynamoDb implements AutoCloseable {
  private static final String MAIN = DynamoDbRunner.class.getName();
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final int port = freePort();
  private final Process process;

  /**
   * Starts the process; {@link #awaitReady} tells when it answers.
   *
   * @param jars the folder that holds DynamoDB Local
   * @param folder where its tables and its log are kept
   * @param inMemory whether its tables end with it
   */
  DynamoDb(Path jars, Path folder, boolean inMemory) throws IOException {
    Path pid = folder.resolve("dynamodb.pid");
    endLeftover(pid);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It begins small: by default Java would take all of it at once.
                "-Xms48m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jars.resolve("*") + File.pathSeparator + ownClasses(),
                MAIN,
                "-port",
                Integer.toString(port),
                "-sharedDb",
                "-disableTelemetry"));
    command.addAll(1, compiling());
    if (inMemory) {
      command.add("-inMemory");
    } else {
      Path data = Files.createDirectories(folder.resolve("dynamodb"));
      command.addAll(List.of("-dbPath", data.toString()));
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dynamodb.log").toFile())
            .start();
    Files.writeString(pid, Long.toString(process.pid()));
  }

  /** The place of the class that starts it. */
  private static Path ownClasses() {
    try {
      return Path.of(DynamoDb.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Java has loaded this class from there.", e);
    }
  }

  /** That process compiles as this one does: for a quick start, or for long work. */
  private static List<String> compiling() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
        .toList();
  }

  int port() {
    return port;
  }

  /** Waits until the process accepts connections. */
  void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException("DynamoDB Local did not start: see dynamodb.log in the data folder.");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A local cloud that was killed could not end its child process, which still holds the tables.
   */
  private static void endLeftover(Path pid) throws IOException {
    if (!Files.exists(pid)) {
      return;
    }
    Instant written = Files.getLastModifiedTime(pid).toInstant();
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .filter(process -> isDynamoDb(process.info(), written))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Whether a process is the one whose number was written. Windows does not tell arguments; but
   * another process that has the number now has begun after that.
   */
  static boolean isDynamoDb(ProcessHandle.Info process, Instant written) {
    return process
        .arguments()
        .map(arguments -> List.of(arguments).contains(MAIN))
        .orElseGet(() -> process.startInstant().filter(written::isAfter).isPresent());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
