package io.querycast.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once beside our own classes and then shared by all who start. */
final class PostgresFiles {
  private static final Set<PosixFilePermission> PROGRAM =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  /** The archives' names in the jars of each platform. */
  private static final List<String> ARCHIVES =
      List.of(
          "postgres-linux-x86_64.txz",
          "postgres-linux-arm_64.txz",
          "postgres-darwin-x86_64.txz",
          "postgres-darwin-arm_64.txz",
          "postgres-windows-x86_64.txz");

  private PostgresFiles() {}

  /**
   * The folder that holds {@code bin}.
   *
   * @throws IOException if there is no PostgreSQL for this platform, or no room to unpack it
   */
  static Path unpacked() throws IOException {
    String archive = archive();
    Path folder = ownPlace().resolveSibling("postgres");
    if (Files.exists(folder.resolve("bin"))) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path making = Files.createTempDirectory(folder.getParent(), "postgres-");
    try (InputStream packed = PostgresFiles.class.getResourceAsStream("/" + archive)) {
      unpack(packed, making);
    }
    if (isPosix(making)) {
      Files.setPosixFilePermissions(making, PROGRAM);
    }
    try {
      return Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process was faster, and its files are the same.
      if (e instanceof FileAlreadyExistsException || Files.exists(folder.resolve("bin"))) {
        return folder;
      }
      throw e;
    }
  }

  private static String archive() throws IOException {
    for (String name : ARCHIVES) {
      if (PostgresFiles.class.getResource("/" + name) != null) {
        return name;
      }
    }
    throw new IOException(
        "there is no PostgreSQL for %s on %s"
            .formatted(
                System.getProperty("os.name").toLowerCase(Locale.ROOT),
                System.getProperty("os.arch")));
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("The archive of PostgreSQL is damaged.");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.getParent());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          if (isPosix(file) && (entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(file, PROGRAM);
          }
        }
      }
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Path ownPlace() throws IOException {
    try {
      return Path.of(
          PostgresFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
