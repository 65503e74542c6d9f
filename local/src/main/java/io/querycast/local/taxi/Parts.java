package io.querycast.local.taxi;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBConnection;

/**
 * The table {@code trip} as gzip CSV files of equal size, each with a header. The trips are sorted
 * by pickup time from the first file to the last.
 */
final class Parts {
  private static final int ROWS = 100_000;

  private Parts() {}

  /** Whether a file is one of those that are written here, by its name. */
  static boolean isPart(Path file) {
    return file.getFileName().toString().matches("part-\\d+\\.csv\\.gz");
  }

  /** Writes the files and returns how many trips there are. */
  static long write(DuckDBConnection engine, Path folder) throws IOException, SQLException {
    long count;
    try (Statement statement = engine.createStatement()) {
      statement.execute(
          "create table sorted as select * from trip order by pickup_datetime, rowid");
      statement.execute("drop table trip");
      try (ResultSet rows = statement.executeQuery("select count(*) from sorted")) {
        rows.next();
        count = rows.getLong(1);
      }
    }
    List<Callable<Void>> parts = new ArrayList<>();
    // At least one, if only with a header: COPY refuses a place without files.
    for (long number = 0; number == 0 || number * ROWS < count; number++) {
      long first = number * ROWS;
      Path file = folder.resolve("part-%05d.csv.gz".formatted(number));
      parts.add(() -> write(engine, first, file));
    }
    run(parts);
    return count;
  }

  /** Compressing takes the longest, so all processors do it. */
  private static void run(List<Callable<Void>> parts) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      for (Future<Void> part : threads.invokeAll(parts)) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The writing of taxi trips was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IOException("The taxi trips cannot be written: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void write(DuckDBConnection engine, long first, Path file) throws SQLException {
    try (Connection own = engine.duplicate();
        PreparedStatement copy =
            own.prepareStatement(
                "copy (select * from sorted where rowid >= ? and rowid < ? order by rowid)"
                    + " to ? (format csv, header, compression gzip)")) {
      copy.setLong(1, first);
      copy.setLong(2, first + ROWS);
      copy.setString(3, file.toString());
      copy.execute();
      return null;
    }
  }
}
