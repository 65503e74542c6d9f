package io.querycast.local.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * DuckDB, which reads and writes Parquet and nothing else. Its files are in a folder of ours, under
 * names of ours.
 */
final class Duck implements AutoCloseable {
  private final Path folder;
  private final Connection connection;
  private int files;

  private Duck() throws IOException, SQLException {
    folder = Files.createTempDirectory("querycast-parquet");
    Properties properties = new Properties();
    properties.setProperty("threads", "2");
    properties.setProperty("memory_limit", "512MB");
    properties.setProperty("temp_directory", folder.resolve("spill").toString());
    // It fetches nothing from anywhere.
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    // A result comes as it is read, not at once.
    properties.setProperty("jdbc_stream_results", "true");
    connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    execute("set timezone = 'UTC'");
  }

  static Duck open() {
    try {
      return new Duck();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("DuckDB can't start.", e);
    }
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * A file of ours with the content of this one: DuckDB takes stars and brackets in a name for
   * patterns.
   */
  Path named(Path file) throws IOException {
    Path ours = folder.resolve("read.parquet");
    Files.deleteIfExists(ours);
    try {
      return Files.createLink(ours, file);
    } catch (IOException | UnsupportedOperationException e) {
      return Files.copy(file, ours);
    }
  }

  /** The path of a file that is to be written. */
  Path fresh(String ending) {
    return folder.resolve("written" + files++ + ending);
  }

  @Override
  public void close() throws IOException, SQLException {
    connection.close();
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
