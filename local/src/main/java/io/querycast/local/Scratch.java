package io.querycast.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder that keeps nothing: it is emptied at the start, and deleted at the end. */
public record Scratch(Path folder) implements AutoCloseable {

  /** Empties the folder, or makes it. */
  public static Scratch in(Path folder) throws IOException {
    delete(folder);
    return new Scratch(Files.createDirectories(folder));
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  /** Deletes a folder with all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
