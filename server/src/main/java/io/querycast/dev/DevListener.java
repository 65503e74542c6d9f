package io.querycast.dev;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Brings up the rest of the product when dev mode has started the server. */
@WebListener
public class DevListener implements ServletContextListener {
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final Duration START = Duration.ofMinutes(5);

  private final Path root = Path.of(setting("QUERYCAST_DEV_ROOT"));
  private final String maven = setting("QUERYCAST_DEV_MAVEN");
  private final String page = setting("QUERYCAST_DEV_PAGE");
  private final URI cloud = URI.create(setting("QUERYCAST_DEV_CLOUD"));
  private final Children children = new Children(root);
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Thread starter = new Thread(this::start, "querycast-dev");
    starter.setDaemon(true);
    starter.start();
  }

  private void start() {
    try {
      Optional<String> running = about();
      if (running.isPresent() && !running.get().contains("\"parent\":" + pid() + ",")) {
        say(
            "Querycast already runs beside this: its local cloud answers at %s.".formatted(cloud),
            "Open %s, or end that one first, or choose other ports:".formatted(page),
            "  mvn liberty:dev -Dhttp.port=9081 -Dlocal.port=4567 -DdebugPort=7778");
        System.exit(1);
      }
      if (running.isPresent() && Children.isAlive("page")) {
        say("Reloaded. " + page);
        return;
      }
      CompletableFuture<Void> pageReady = CompletableFuture.runAsync(this::startPage);
      CompletableFuture<Void> cloudReady = CompletableFuture.runAsync(this::startCloud);
      CompletableFuture.allOf(pageReady, cloudReady).join();
      awaitServer();
      say("", "Querycast is ready: open " + page, "Mails with codes: " + cloud + "/_mailbox", "");
    } catch (CompletionException e) {
      say("Querycast can't start: " + e.getCause().getMessage());
    } catch (IOException e) {
      say("Querycast can't start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startPage() {
    try {
      Path spa = root.resolve("spa");
      children.run(command("node", "spa/check-node.cjs"), Map.of(), DevListener::say);
      if (isOlder(
          spa.resolve("node_modules/.package-lock.json"), spa.resolve("package-lock.json"))) {
        say("Fetching the page's libraries (npm ci) ...");
        children.run(
            command(
                "npm",
                "ci",
                "--prefix",
                "spa",
                "--omit=dev",
                "--prefer-offline",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error"),
            Map.of(),
            DevListener::say);
      }
      say("Building the page, and again whenever it changes ...");
      CompletableFuture<Void> built = new CompletableFuture<>();
      Process build =
          children.start(
              "page",
              command("node", "spa/watch.mjs"),
              Map.of(),
              line -> {
                say("page: " + line);
                if (line.startsWith("built")) {
                  built.complete(null);
                }
              });
      CompletableFuture.anyOf(built, build.onExit()).join();
      if (!build.isAlive()) {
        throw new IOException("the page can't be built: see above.");
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private void startCloud() {
    try {
      say("Building the local cloud ...");
      children.run(
          command(
              Path.of(maven, "bin", "mvn").toString(),
              "--quiet",
              "--batch-mode",
              "--threads=2",
              "-Dstyle.color=never",
              "--projects",
              "local,local/dynamodb",
              "-Dfast",
              "-Dmaven.test.skip",
              "-Dspotless.check.skip",
              "process-classes"),
          Map.of(),
          DevListener::say);
      say("Starting the local cloud: DynamoDB, SQS, EventBridge, Redshift and Cognito ...");
      Process process =
          children.start(
              "cloud",
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  String.join(File.pathSeparator, "local/target/classes", "local/target/lib/*"),
                  "io.querycast.local.LocalCloud"),
              Map.of(
                  "QUERYCAST_LOCAL_PARENT", Long.toString(pid()),
                  "QUERYCAST_LOCAL_PORT", Integer.toString(cloud.getPort())),
              line -> say("cloud: " + line));
      long end = System.nanoTime() + START.toNanos();
      while (about().isEmpty()) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("the local cloud did not start: see above.");
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  /** The server looks for the local cloud every second until it is there. */
  private void awaitServer() throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (get(URI.create(page).resolve("/health/ready")).isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private Optional<String> about() throws InterruptedException {
    return get(cloud.resolve("/_about"));
  }

  private Optional<String> get(URI address) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return Optional.of(response.body()).filter(body -> response.statusCode() == 200);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOlder(Path file, Path than) throws IOException {
    return !Files.exists(file)
        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) < 0;
  }

  private static List<String> command(String program, String... arguments) {
    // On Windows npm and mvn are scripts, which only its shell finds.
    String first = WINDOWS && !program.equals("node") ? program + ".cmd" : program;
    return Stream.concat(Stream.of(first), Stream.of(arguments)).toList();
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static String setting(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(() -> new IllegalStateException("Dev mode did not set " + name + "."));
  }

  private static void say(String... lines) {
    for (String line : lines) {
      System.out.println(line);
    }
  }
}
