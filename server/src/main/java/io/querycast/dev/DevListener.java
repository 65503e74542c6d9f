package io.querycast.dev;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Starts the rest of the product when dev mode has started the server. */
@WebListener
public class DevListener implements ServletContextListener {
  /** On a machine with two processors the common pool does one thing at a time. */
  private static final Executor BESIDE = task -> new Thread(task, "querycast-dev").start();

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private static final boolean JOIN = Boolean.parseBoolean(setting("QUERYCAST_DEV_JOIN"));

  private final URI page = URI.create(setting("QUERYCAST_DEV_PAGE"));
  private final Path root = Path.of(setting("QUERYCAST_DEV_ROOT"));
  private final Children children = new Children(root);
  private final PageBuild pageBuild = new PageBuild(root.resolve("spa"), children);
  private final CloudStarter cloud =
      new CloudStarter(
          URI.create(setting("QUERYCAST_DEV_CLOUD")),
          Path.of(setting("QUERYCAST_DEV_MAVEN")),
          children);

  @Override
  public void contextInitialized(ServletContextEvent event) {
    StartWarnings.hide();
    BESIDE.execute(this::start);
  }

  private void start() {
    try {
      if (JOIN) {
        join();
        return;
      }
      if (cloud.isOfAnotherServer()) {
        say("Querycast runs already: its local cloud answers at " + cloud.address());
        say("Open %s, or end that one first, or choose other ports:".formatted(page));
        say("  mvn liberty:dev -Dhttp.port=9081 -Dlocal.port=4567 -DdebugPort=7778");
        say("Or start a second node beside it, with the same users, jobs and data:");
        say("  mvn liberty:dev -Djoin -Dhttp.port=9081 -DdebugPort=7778");
        System.exit(1);
      }
      if (cloud.isReady() && pageBuild.isRunning()) {
        say("Reloaded: " + page);
        return;
      }
      CompletableFuture.allOf(
              pageBuild.isRunning() ? DONE : beside(pageBuild::start),
              cloud.isReady() ? DONE : beside(cloud::start))
          .join();
      awaitServer();
      say("Mails with codes: " + cloud.address() + "/_mailbox");
      say("Querycast is ready: open " + page);
    } catch (CompletionException e) {
      say("Querycast can't start: " + e.getCause().getMessage());
    } catch (IOException e) {
      say("Querycast can't start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      StartWarnings.show();
    }
  }

  /** Starts another node beside a server that has already started everything else. */
  private void join() throws IOException, InterruptedException {
    if (!cloud.isReady()) {
      say("There is no node to join: nothing answers at " + cloud.address());
      say("Start the first node with: mvn liberty:dev");
      System.exit(1);
    }
    awaitServer();
    say("This is another node of the Querycast that runs already: open " + page);
  }

  /** A step of the start. */
  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  private static CompletableFuture<Void> beside(Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.take();
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        },
        BESIDE);
  }

  /** The server looks for the local cloud every second until it is there. */
  private void awaitServer() throws IOException, InterruptedException {
    Waiting waiting = new Waiting();
    do {
      waiting.pause(TimeUnit.SECONDS, 1);
    } while (Http.get(page.resolve("/health/ready")).isEmpty()
        || Http.get(page.resolve("/api/config")).isEmpty());
  }

  static void say(String line) {
    System.out.println(line);
  }

  private static String setting(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(() -> new IllegalStateException("Dev mode did not set " + name + "."));
  }
}
