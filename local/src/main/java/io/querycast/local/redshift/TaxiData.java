package io.querycast.local.redshift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the trips come from: real files, or the generator if there are none. A marker beside them
 * records the source, so that a restart loads them again only if the source changes.
 *
 * @param files trip files (CSV, gzip or Parquet); none for generated trips
 * @param rows how many trips to generate, at least 0
 */
public record TaxiData(List<Path> files, long rows) {
  /** How many trips are generated unless told otherwise. */
  public static final long DEFAULT_ROWS = 1_200_000;

  /** Raised with every change of the generator that makes different trips. */
  private static final int GENERATION = 1;

  public TaxiData {
    files = List.copyOf(files);
    if (rows < 0) {
      throw new IllegalArgumentException("The number of trips cannot be below zero: " + rows);
    }
  }

  /** Generated trips of 2015. */
  public static TaxiData generated(long rows) {
    return new TaxiData(List.of(), rows);
  }

  void fill(Connection connection, Consumer<String> progress) throws SQLException {
    String source = source();
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists local_trips (source varchar)");
    }
    if (source.equals(loaded(connection))) {
      return;
    }
    long start = System.nanoTime();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("delete from nyc_yellow_taxi");
      statement.execute("delete from local_trips");
      if (files.isEmpty()) {
        progress.accept("Generating %,d taxi trips of 2015".formatted(rows));
        TaxiGenerator.generate(connection, rows);
      }
      for (Path file : files) {
        progress.accept("Loading taxi trips from " + file);
        TaxiFile.load(connection, file);
      }
      remember(connection, source);
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    progress.accept(
        "%,d taxi trips loaded in %.1f s"
            .formatted(count(connection), (System.nanoTime() - start) / 1e9));
  }

  /** Names the files by path, size and time: the same path may hold another file tomorrow. */
  String source() {
    if (files.isEmpty()) {
      return "generator %d rows %d".formatted(GENERATION, rows);
    }
    StringBuilder source = new StringBuilder("files");
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException("There is no readable taxi file " + file + ".");
      }
      try {
        source
            .append(" | ")
            .append(file.toAbsolutePath())
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot look at taxi file " + file, e);
      }
    }
    return source.toString();
  }

  private static String loaded(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet marker = statement.executeQuery("select source from local_trips")) {
      return marker.next() ? marker.getString(1) : null;
    }
  }

  private static void remember(Connection connection, String source) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into local_trips values (?)")) {
      insert.setString(1, source);
      insert.execute();
    }
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from nyc_yellow_taxi")) {
      count.next();
      return count.getLong(1);
    }
  }
}
