package io.querycast.local.taxi;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The trips that the local S3 has for {@code sql/setup.sql}: real ones, or generated ones if no
 * files are given. They are written once; a marker beside them records what was given.
 *
 * @param files trip files (CSV, gzip or Parquet); none for generated trips
 * @param rows how many trips to generate, at least 0
 */
public record Trips(List<Path> files, long rows) {
  /** How many trips are generated unless told otherwise. */
  public static final long DEFAULT_ROWS = 1_200_000;

  /** The bucket that {@code sql/setup.sql} names. On AWS nobody can have one of this name. */
  public static final String BUCKET = "amzn-s3-demo-bucket";

  /** The folder in the bucket. */
  public static final String FOLDER = "yellow_tripdata";

  /** Raised with every change that makes other files of what is given. */
  private static final int VERSION = 1;

  public Trips {
    files = List.copyOf(files);
    if (rows < 0) {
      throw new IllegalArgumentException("The number of trips cannot be below zero: " + rows);
    }
  }

  /** Generated trips of 2015. */
  public static Trips generated(long rows) {
    return new Trips(List.of(), rows);
  }

  /** Whether a script loads them. For others they need not be written. */
  public static boolean areReadBy(String script) {
    return script.contains("s3://%s/%s/".formatted(BUCKET, FOLDER));
  }

  /**
   * What is given, in words that change whenever it does. The same path may hold another file
   * tomorrow, so files count by path, size and time.
   *
   * @throws IllegalArgumentException if a file cannot be read
   */
  public String source() throws IOException {
    if (files.isEmpty()) {
      return "version %d: %d generated trips".formatted(VERSION, rows);
    }
    StringBuilder source = new StringBuilder("version %d: files".formatted(VERSION));
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException("There is no readable taxi file " + file + ".");
      }
      source.append(
          " | %s %d %s"
              .formatted(file.toAbsolutePath(), Files.size(file), Files.getLastModifiedTime(file)));
    }
    return source.toString();
  }

  /**
   * Writes the trips into the local S3, unless they are there. If that fails, S3 keeps what it has.
   * If it is killed, the next call does it again; so nobody may read the trips before it returns.
   *
   * @param s3 the folder that holds a folder for each bucket
   * @param own a folder for the marker and for what is not finished, on the same disk
   * @param progress is told what happens, in words for people
   * @throws IllegalArgumentException if a file is unusable; the message names it
   */
  public void write(Path s3, Path own, Consumer<String> progress) throws IOException {
    Path place = s3.resolve(BUCKET).resolve(FOLDER);
    Path marker = own.resolve("written");
    String source = source();
    if (Files.exists(marker) && Files.readString(marker).equals(marker(source, place))) {
      return;
    }
    long start = System.nanoTime();
    Path unfinished = Files.createDirectories(own).resolve("unfinished");
    delete(unfinished);
    Path parts = Files.createDirectories(unfinished.resolve("parts"));
    Path list = unfinished.resolve("left-out.txt");
    long count = make(parts, list, progress);
    Files.deleteIfExists(marker);
    Path leftOut = own.resolve(list.getFileName());
    Files.deleteIfExists(leftOut);
    if (Files.size(list) > 0) {
      Files.move(list, leftOut);
    }
    Files.createDirectories(place);
    for (Path old : parts(place)) {
      Files.delete(old);
    }
    for (Path part : parts(parts)) {
      Files.move(part, place.resolve(part.getFileName()));
    }
    delete(unfinished);
    Path newMarker = Files.writeString(own.resolve("written.new"), marker(source, place));
    Files.move(newMarker, marker, StandardCopyOption.ATOMIC_MOVE);
    progress.accept(
        "%,d taxi trips are in s3://%s/%s/ after %.1f s"
            .formatted(count, BUCKET, FOLDER, (System.nanoTime() - start) / 1e9));
    if (Files.exists(leftOut)) {
      progress.accept("The rows that were left out are listed in " + leftOut);
    }
  }

  /** What was given and what was made of it: somebody may have deleted some of the files since. */
  private static String marker(String source, Path place) throws IOException {
    StringBuilder marker = new StringBuilder(source).append('\n');
    for (Path part : parts(place)) {
      marker.append("%s %d\n".formatted(part.getFileName(), Files.size(part)));
    }
    return marker.toString();
  }

  /** The files of trips in a folder. Others there are somebody's own. */
  private static List<Path> parts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Parts::isPart).sorted().toList();
    }
  }

  /** Makes the files, and a list of rows that are left out. Returns how many trips there are. */
  private long make(Path parts, Path list, Consumer<String> progress) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", "1GB");
    properties.setProperty("temp_directory", parts.resolveSibling("spill").toString());
    // For files of millions of rows: they come as they are read.
    properties.setProperty("jdbc_stream_results", "true");
    try (Writer leftOut = Files.newBufferedWriter(list);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        Statement statement = connection.createStatement()) {
      DuckDBConnection engine = connection.unwrap(DuckDBConnection.class);
      // Times with a zone in Parquet hold the time of New York's clocks as if it were UTC.
      statement.execute("set global TimeZone = 'UTC'");
      statement.execute("create table trip (%s)".formatted(Column.definitions()));
      if (files.isEmpty()) {
        progress.accept("Generating %,d taxi trips of 2015".formatted(rows));
        Generator.generate(engine, rows);
      } else {
        for (Path file : files) {
          new TripFile(file).load(engine, leftOut, progress);
        }
      }
      return Parts.write(engine, parts);
    } catch (SQLException e) {
      throw new IOException("The taxi trips cannot be written: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> deepestFirst;
      try (Stream<Path> paths = Files.walk(folder)) {
        deepestFirst = paths.sorted((a, b) -> b.compareTo(a)).toList();
      }
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
