package io.querycast.local.cognito;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of small files that only their owner can read, if the file system knows owners. A file
 * is replaced as a whole or not at all.
 */
final class Vault {
  private static final String UNFINISHED = ".tmp";
  private static final boolean KNOWS_OWNERS =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path folder;

  /** Makes the folder if there is none, and deletes files that a crash left half written. */
  Vault(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder, ownerOnly("rwx------"));
    for (String name : names(UNFINISHED)) {
      Files.delete(folder.resolve(name));
    }
  }

  Optional<byte[]> read(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /**
   * @throws UncheckedIOException if the disk refuses; the old content stays
   */
  void write(String name, byte[] content) {
    try {
      Path unfinished = Files.createTempFile(folder, name, UNFINISHED, ownerOnly("rw-------"));
      try {
        Files.write(unfinished, content);
        Files.move(
            unfinished,
            folder.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws UncheckedIOException if the disk refuses; the file stays
   */
  void delete(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files with this ending. */
  List<String> names(String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .toList();
    }
  }

  /** The path of a file, for messages. */
  Path path(String name) {
    return folder.resolve(name).toAbsolutePath();
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    if (!KNOWS_OWNERS) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }
}
