package io.querycast.local.redshift;

import io.querycast.local.Faults;
import io.querycast.local.FolderCopy;
import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Warehouses that were set up once, to be copied or lent: that takes a tenth of the time. */
final class Warehouses {
  private static final String WAREHOUSE = "warehouse";
  private static final Map<Trips, Path> MADE = new ConcurrentHashMap<>();

  private Warehouses() {}

  /** Puts a copy into a folder that has no warehouse yet. */
  static void copy(RedshiftSettings settings, Path folder) {
    if (Files.exists(folder.resolve(WAREHOUSE))) {
      return;
    }
    try {
      FolderCopy.copy(MADE.computeIfAbsent(settings.trips(), trips -> made(settings)), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts into a folder what stands beside a warehouse, and a way to the one that was made. For
   * tests that change nothing in its tables: it is not copied, and they get it one after the other.
   */
  static void lend(RedshiftSettings settings, Path folder) {
    Path warehouse = folder.resolve(WAREHOUSE);
    if (Files.exists(warehouse)) {
      return;
    }
    try {
      Path made = MADE.computeIfAbsent(settings.trips(), trips -> made(settings));
      Files.createSymbolicLink(warehouse, made.resolve(WAREHOUSE).toAbsolutePath());
      FolderCopy.copy(made, folder);
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
}
