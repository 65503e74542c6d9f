package io.querycast.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Copies folders with the rights of what is in them. */
public final class FolderCopy {
  private FolderCopy() {}

  /** Copies what is not there yet. */
  public static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to)) {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
    if (Files.isDirectory(from) && !Files.isSymbolicLink(to)) {
      List<Path> inside;
      try (Stream<Path> files = Files.list(from)) {
        inside = files.toList();
      }
      for (Path file : inside) {
        copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
