package io.querycast.local.engine;

import io.querycast.local.FolderCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Warehouses without a table: copies of one, for making it takes ten times as long. */
public final class EmptyWarehouses {
  private static final String DATABASE = "dev";
  private static final String FROM = "nothing";
  private static Path made;

  private EmptyWarehouses() {}

  /** Opens one in a folder that has none yet. */
  public static synchronized Engine open(Path folder, Limits limits) throws IOException {
    if (made == null) {
      Path first = Files.createTempDirectory(Path.of("target"), "warehouse").resolve("engine");
      try (Engine engine = Engine.open(first, DATABASE, limits, FROM, line -> {})) {
        engine.keep();
      }
      made = first;
    }
    Files.createDirectories(folder.getParent());
    FolderCopy.copy(made, folder);
    return Engine.open(folder, DATABASE, limits, FROM, line -> {});
  }
}
