package io.querycast.local.taxi;

import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A file of trips as the Commission or a data portal publishes it, of any year. */
record TripFile(Path path) {
  private static final int PROGRESS = 2_000_000;

  /**
   * Adds its trips to the table {@code trip}.
   *
   * @param list is told every row that is left out
   * @throws IllegalArgumentException if it is no file of trips, or has too many rows that are none;
   *     the message names the file
   */
  void load(DuckDBConnection engine, Writer list, Consumer<String> progress) throws IOException {
    progress.accept("Reading taxi trips from %s (%,d KB)".formatted(path, Files.size(path) / 1024));
    try (Rows rows = Rows.of(path, engine);
        DuckDBAppender trips = engine.createAppender("trip")) {
      LeftOut leftOut = load(rows, trips, new LeftOut(path, list), progress);
      if (leftOut.count() > 0) {
        progress.accept(
            "Left out %,d of %,d rows of %s, which are no trips:\n%s"
                .formatted(leftOut.count(), leftOut.rows(), path, leftOut.shown()));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + " " + e.getMessage(), e);
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          "%s is damaged: its gzip data ends or breaks (%s).".formatted(path, e.getMessage()), e);
    } catch (SQLException e) {
      String reason = e.getMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          "%s cannot be read as taxi trips: %s".formatted(path, reason), e);
    }
  }

  private static LeftOut load(
      Rows rows, DuckDBAppender trips, LeftOut leftOut, Consumer<String> progress)
      throws IOException, SQLException {
    String[] names = rows.next();
    if (names == null) {
      throw new IllegalArgumentException("is empty.");
    }
    Header header = Header.of(names);
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      try {
        Object[] trip = header.read(row);
        leftOut.read();
        append(trips, trip);
      } catch (BadValue e) {
        if (header.isRepeatedIn(row)) {
          header = Header.of(row);
          continue;
        }
        leftOut.read();
        leftOut.add(rows.place(), e.getMessage());
      }
      if (leftOut.rows() % PROGRESS == 0) {
        progress.accept("%,d rows read".formatted(leftOut.rows()));
      }
    }
    leftOut.end();
    return leftOut;
  }

  private static void append(DuckDBAppender trips, Object[] trip) throws SQLException {
    trips.beginRow();
    for (Object value : trip) {
      if (value == null) {
        trips.appendNull();
      } else if (value instanceof Short number) {
        trips.append(number);
      } else if (value instanceof Integer number) {
        trips.append(number);
      } else if (value instanceof BigDecimal number) {
        trips.append(number);
      } else if (value instanceof LocalDateTime time) {
        trips.append(time);
      } else {
        trips.append((String) value);
      }
    }
    trips.endRow();
  }
}
