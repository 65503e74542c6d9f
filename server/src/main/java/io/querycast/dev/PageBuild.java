package io.querycast.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Builds the page, and builds it again whenever it changes. The build ends by itself when the
 * server is gone.
 */
final class PageBuild {
  private static final String NAME = "page";

  private final Path spa;
  private final Children children;

  PageBuild(Path spa, Children children) {
    this.spa = spa;
    this.children = children;
  }

  boolean isRunning() {
    return Children.isAlive(NAME);
  }

  void start() throws IOException, InterruptedException {
    children.run(Children.command("node", "spa/check-node.cjs"), Map.of(), DevListener::say);
    if (isOlder(spa.resolve("node_modules/.package-lock.json"), spa.resolve("package-lock.json"))) {
      DevListener.say("Fetching the page's libraries (npm ci) ...");
      children.run(
          Children.command(
              "npm",
              "ci",
              "--prefix=spa",
              "--omit=dev",
              "--prefer-offline",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--loglevel=http"),
          Map.of(),
          new Downloads("The page's libraries", System::nanoTime, DevListener::say));
    }
    DevListener.say("Building the page, and again whenever it changes ...");
    CompletableFuture<Void> built = new CompletableFuture<>();
    Process build =
        children.start(
            NAME,
            Children.command("node", "spa/watch.mjs"),
            Map.of(),
            line -> {
              DevListener.say(NAME + ": " + line);
              if (line.startsWith("built")) {
                built.complete(null);
              }
            });
    CompletableFuture.anyOf(built, build.onExit()).join();
    if (!build.isAlive()) {
      throw new IOException("the page can't be built: see above.");
    }
  }

  private static boolean isOlder(Path file, Path than) throws IOException {
    return !Files.exists(file)
        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) < 0;
  }
}
