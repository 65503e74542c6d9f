package io.querycast.local.redshift;

import io.querycast.local.copy.Secrets;
import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Session;
import io.querycast.local.sql.Translated;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What ran and runs in the warehouse, for its own views such as {@code sys_query_history}. One
 * connection writes all of it.
 */
final class History implements AutoCloseable {
  /** How many statements are kept; on AWS those of seven days. */
  private static final int KEPT = 10_000;

  private final InstantSource clock;
  private final Connection connection;
  private long written;

  History(Engine engine, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.connection = engine.administrator();
  }

  /** The highest number of a query of which it knows; 0 if it knows none. */
  synchronized long lastQuery() throws SQLException {
    try (PreparedStatement ask =
            connection.prepareStatement("select coalesce(max(query), 0) from rdsdb.statements");
        ResultSet row = ask.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Notes that a statement begins to run in this session. */
  synchronized void begin(StatementData statement, Translated translated, Session session)
      throws SQLException {
    if (++written % 1000 == 0) {
      sweep();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into rdsdb.statements (query, userid, database, pid, starttime, text, kind,"
                + " status, queue_us, statement_id)"
                + " select ?, oid, ?, ?, ?, ?, ?, 'running', ?, ? from pg_roles where rolname = ?"
                + " on conflict (query) do nothing")) {
      insert.setLong(1, statement.queryId());
      insert.setString(2, statement.database());
      insert.setInt(3, session.pid());
      insert.setObject(4, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
      insert.setString(5, storable(Secrets.hidden(statement.sql(), translated)));
      insert.setString(6, kind(translated));
      insert.setLong(7, Math.max(0, clock.millis() - statement.createdAt()) * 1000);
      insert.setString(8, statement.id());
      insert.setString(9, session.user());
      insert.executeUpdate();
    }
  }

  /** Notes how it ended. */
  synchronized void end(StatementData statement) {
    String status =
        switch (statement.state()) {
          case FINISHED -> "success";
          case ABORTED -> "canceled";
          default -> "failed";
        };
    try (PreparedStatement update =
        connection.prepareStatement(
            "update rdsdb.statements set endtime = ?, status = ?, rows = ?, bytes = ?,"
                + " elapsed_us = ?, error = ? where query = ?")) {
      update.setObject(1, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
      update.setString(2, status);
      update.setLong(3, Math.max(0, statement.rows()));
      update.setLong(4, Math.max(0, statement.bytes()));
      update.setLong(5, Math.max(0, statement.nanos()) / 1000);
      update.setString(6, storable(statement.error()));
      update.setLong(7, statement.queryId());
      update.executeUpdate();
    } catch (SQLException e) {
      // The statement has ended all the same; only the views of what ran don't know it.
    }
  }

  /** The engine keeps every character but NUL, which a comment may hold. */
  private static String storable(String text) {
    return text == null ? null : text.replace("\0", "");
  }

  /** The word for it in {@code sys_query_history}. */
  private static String kind(Translated translated) {
    if (translated instanceof Translated.Copy) {
      return "COPY";
    }
    if (translated instanceof Translated.Unload) {
      return "UNLOAD";
    }
    String command =
        translated instanceof Translated.Run run
            ? run.command()
            : translated instanceof Translated.Steps steps ? steps.command() : "";
    String first = command.split(" ", 2)[0];
    return switch (first) {
      case "select", "insert", "update", "delete", "merge" -> first.toUpperCase(Locale.ROOT);
      case "create", "drop", "alter", "truncate", "grant", "revoke", "comment" -> "DDL";
      default -> "UTILITY";
    };
  }

  private void sweep() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from rdsdb.statements where query <="
                + " (select max(query) from rdsdb.statements) - ?")) {
      delete.setInt(1, KEPT);
      delete.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
