package io.querycast.dev;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Builds the local cloud and starts it. It ends by itself when the server is gone. */
final class CloudStarter {
  private static final String NAME = "cloud";

  /**
   * From this version on the JDK warns about what DuckDB and ElasticMQ do. An option stops the
   * warnings.
   */
  private static final int WARNS = 24;

  private final URI address;
  private final Path maven;
  private final Children children;

  CloudStarter(URI address, Path maven, Children children) {
    this.address = address;
    this.maven = maven;
    this.children = children;
  }

  URI address() {
    return address;
  }

  boolean isReady() throws InterruptedException {
    return about().isPresent();
  }

  /** Whether another server started the local cloud that answers here. */
  boolean isOfAnotherServer() throws InterruptedException {
    return about().filter(about -> !about.contains("\"parent\":" + pid() + ",")).isPresent();
  }

  void start() throws IOException, InterruptedException {
    DevListener.say("Building the local cloud ...");
    children.run(
        Children.command(
            maven.resolve("bin").resolve("mvn").toString(),
            "--batch-mode",
            "--threads=2",
            "-Dstyle.color=never",
            "--projects=local,local/dynamodb",
            "process-classes"),
        Map.of("MAVEN_OPTS", String.join(" ", quiet())),
        new Downloads("The local cloud", System::nanoTime, DevListener::say));
    DevListener.say(
        "Starting the local cloud: DynamoDB, SQS, EventBridge, Redshift and Cognito ...");
    Process process =
        children.start(
            NAME,
            command(),
            Map.of(
                "QUERYCAST_LOCAL_PARENT", Long.toString(pid()),
                "QUERYCAST_LOCAL_PORT", Integer.toString(address.getPort())),
            line -> DevListener.say(NAME + ": " + line));
    Waiting waiting = new Waiting();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("the local cloud did not start: see above.");
      }
      waiting.pause(TimeUnit.MILLISECONDS, 200);
    }
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenRun(
                () ->
                    DevListener.say(
                        "The local cloud has ended: type r and Enter to start everything again."));
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@local/java.options");
    command.addAll(quiet());
    command.addAll(
        List.of(
            "-cp",
            String.join(File.pathSeparator, "local/target/classes", "local/target/lib/*"),
            "io.querycast.local.LocalCloud"));
    return command;
  }

  private static List<String> quiet() {
    return Runtime.version().feature() < WARNS
        ? List.of()
        : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  private Optional<String> about() throws InterruptedException {
    return Http.get(address.resolve("/_about"));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
