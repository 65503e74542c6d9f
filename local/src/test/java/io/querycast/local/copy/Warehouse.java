package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.local.engine.EmptyWarehouses;
import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Limits;
import io.querycast.local.engine.Session;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An empty warehouse and a bucket, {@code mine}. */
final class Warehouse implements AutoCloseable {
  private final Engine engine;
  private final Session session;
  private final Transfers transfers;
  private final Path bucket;
  private long query = 1000;

  Warehouse(Path folder) throws IOException, SQLException {
    engine =
        EmptyWarehouses.open(
            folder.resolve("engine"), new Limits(0, 2000, Duration.ofMinutes(1), false));
    session = engine.session(Engine.OWNER);
    bucket = Files.createDirectories(folder.resolve("s3/mine"));
    transfers = new Transfers(folder.resolve("s3"), engine::administrator, InstantSource.system());
  }

  Path bucket() {
    return bucket;
  }

  /** Puts an object into the bucket. */
  void file(String key, byte[] content) throws IOException {
    Path file = bucket.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  void file(String key, String content) throws IOException {
    file(key, content.getBytes(StandardCharsets.UTF_8));
  }

  String read(String key) throws IOException {
    return Files.readString(bucket.resolve(key));
  }

  /** Runs what is neither COPY nor UNLOAD; as PostgreSQL has it. */
  void run(String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** From now on all is one transaction, until it is rolled back. */
  void begin() throws SQLException {
    session.connection().setAutoCommit(false);
  }

  void rollback() throws SQLException {
    session.connection().rollback();
    session.connection().setAutoCommit(true);
  }

  /** Makes a table anew. */
  void table(String name, String columns) throws SQLException {
    run("drop table if exists public." + name);
    run("create table public.%s (%s)".formatted(name, columns));
  }

  /** The rows of a query, their values between bars, NULL as {@code ~}. */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection = engine.administrator()) {
      return rows(connection, sql);
    }
  }

  List<String> rowsInSession(String sql) throws SQLException {
    return rows(session.connection(), sql);
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String value = result.getString(i);
          row.add(value == null ? "~" : value);
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }

  /** Runs a COPY or UNLOAD. */
  long transfer(String sql) throws SQLException, IOException {
    query++;
    Translated statement = Translator.translate(sql, session.tables());
    if (statement instanceof Translated.Copy copy) {
      return transfers.copy(sql, copy.tokens(), session.connection(), "dev", query);
    }
    if (statement instanceof Translated.Unload unload) {
      return transfers.unload(
          sql, unload.query(), unload.tokens(), session.connection(), session.tables(), query);
    }
    throw new IllegalArgumentException(sql);
  }

  /** Loads the bucket's files with a prefix, with more options. */
  long copy(String table, String prefix, String options) throws SQLException, IOException {
    return transfer(
        "copy %s from 's3://mine/%s' iam_role default %s".formatted(table, prefix, options));
  }

  /** Unloads a query into files with a prefix. */
  long unload(String select, String prefix, String options) throws SQLException, IOException {
    return transfer(
        "unload ('%s') to 's3://mine/%s' iam_role default %s"
            .formatted(select.replace("'", "''"), prefix, options));
  }

  /** The keys that begin so, in order. */
  List<String> keys(String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString().replace('\\', '/'))
          .filter(key -> key.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /** What a COPY or UNLOAD fails with. */
  String failure(String sql) {
    return assertThrows(Refused.class, () -> transfer(sql)).getMessage();
  }

  /** What the last statement has left in a column of the table beneath stl_load_errors. */
  List<String> errors(String columns) throws SQLException {
    return rows(
        "select %s from rdsdb.load_errors where query = %d order by filename, line_number"
            .formatted(columns, query));
  }

  List<String> loads(String columns) throws SQLException {
    return rows(
        "select %s from rdsdb.loads where query = %d order by filename".formatted(columns, query));
  }

  List<String> unloads(String columns) throws SQLException {
    return rows(
        "select %s from rdsdb.unloads where query = %d order by path".formatted(columns, query));
  }

  @Override
  public void close() throws SQLException {
    session.close();
    engine.close();
  }
}
