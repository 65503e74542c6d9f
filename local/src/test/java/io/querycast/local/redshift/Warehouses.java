package io.querycast.local.redshift;

import io.querycast.local.Faults;
import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Warehouses that were set up once, to be copied: that takes a tenth of the time. */
final class Warehouses {
  private static final Map<Trips, Path> MADE = new ConcurrentHashMap<>();

  private Warehouses() {}

  /** Puts a copy into a folder that has no warehouse yet. */
  static void copy(RedshiftSettings settings, Path folder) {
    if (Files.exists(folder.resolve("warehouse"))) {
      return;
    }
    try {
      copy(MADE.computeIfAbsent(settings.trips(), trips -> made(settings)), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path made(RedshiftSettings settings) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "warehouse");
      new RedshiftData(
              folder,
              folder.resolve("s3"),
              RedshiftSettings.of(settings.setup(), settings.trips()),
              new Faults(),
              InstantSource.system(),
              event -> {},
              claim -> {},
              line -> {})
          .close();
      Files.deleteIfExists(folder.resolve("statements.ndjson"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (!Files.exists(copy)) {
          Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
