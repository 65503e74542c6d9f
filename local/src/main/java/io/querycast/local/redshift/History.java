package io.querycast.local.redshift;

import io.querycast.local.copy.Secrets;
import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Session;
import io.querycast.local.sql.Translated;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * What ran and runs in the warehouse, for its own views such as {@code sys_query_history}. One
 * connection writes all of it.
 */
final class History implements AutoCloseable {
  /** How many statements are kept; on AWS those of seven days. */
  private static final int KEPT = 10_000;

  private static final String DISCONNECT =
      " update rdsdb.connections set endtime = ? where endtime is null"
          + " and session_id = coalesce(?, session_id)";

  private final InstantSource clock;
  private final Connection connection;
  private long written;

  History(Engine engine, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.connection = engine.administrator();
    // What is written for each statement is planned when the tables have grown, and not each time.
    connection.unwrap(PGConnection.class).setPrepareThreshold(1);
    try (Statement set = connection.createStatement()) {
      set.execute("set plan_cache_mode to force_generic_plan");
    }
    // No session outlives the process that keeps it.
    disconnect(null);
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

  /** Notes that a statement begins to run in this session, which begins with its first one. */
  synchronized void begin(StatementData statement, Translated translated, Session session)
      throws SQLException {
    if (++written % 1000 == 0) {
      sweep();
    }
    if (Long.bitCount(written) == 1) {
      count();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "with begun as (insert into rdsdb.statements (query, userid, database, pid, starttime,"
                + " text, kind, status, queue_us, statement_id, xid, label, session_id, scanned,"
                + " written, target)"
                + " select ?, oid, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?,"
                + " redshift.tables_behind(?), to_regclass(?)::oid, ?"
                + " from (select to_regrole(quote_ident(?))::oid) as ran (oid)"
                + " where oid is not null on conflict (query) do nothing returning *)"
                + " insert into rdsdb.connections (session_id, pid, userid, database, starttime)"
                + " select session_id, pid, userid, database, starttime from begun"
                + " on conflict (session_id) do nothing")) {
      insert.setLong(1, statement.queryId());
      insert.setString(2, statement.database());
      insert.setInt(3, session.pid());
      insert.setObject(4, now());
      insert.setString(5, storable(Secrets.hidden(statement.sql(), translated)));
      insert.setString(6, kind(translated));
      insert.setLong(7, Math.max(0, clock.millis() - statement.createdAt()) * 1000);
      insert.setString(8, statement.id());
      insert.setLong(9, session.transaction(statement.queryId(), staysOpen(translated, session)));
      insert.setString(10, session.queryGroup());
      insert.setString(11, session(statement));
      Touched touched = Touched.of(statement.sql(), translated, session.tables());
      insert.setArray(12, textsOrNull(touched.read()));
      insert.setString(13, touched.written());
      insert.setString(14, touched.written());
      insert.setString(15, session.user());
      insert.executeUpdate();
    }
  }

  /**
   * Notes how it ended, and with it the connection that was its own.
   *
   * @return the statement
   */
  synchronized StatementData end(StatementData statement) {
    String status =
        switch (statement.state()) {
          case FINISHED -> "success";
          case ABORTED -> "canceled";
          default -> "failed";
        };
    try (PreparedStatement update =
        connection.prepareStatement(
            "with ended as (update rdsdb.statements set endtime = ?, status = ?, rows = ?,"
                + " bytes = ?, elapsed_us = ?, error = ?,"
                // A table that the statement made was not there when it began.
                + " written = coalesce(written, to_regclass(target)::oid) where query = ?)"
                + DISCONNECT)) {
      update.setObject(1, now());
      update.setString(2, status);
      update.setLong(3, Math.max(0, statement.rows()));
      update.setLong(4, Math.max(0, statement.bytes()));
      update.setLong(5, Math.max(0, statement.nanos()) / 1000);
      update.setString(6, storable(statement.error()));
      update.setLong(7, statement.queryId());
      update.setObject(8, now());
      update.setString(9, statement.id());
      update.executeUpdate();
    } catch (SQLException e) {
      // The statement has ended all the same; only the views of what ran don't know it.
    }
    return statement;
  }

  /** Notes that a session has ended; one that never began is none. */
  synchronized void disconnected(String session) {
    try {
      disconnect(session);
    } catch (SQLException e) {
      // The session has ended all the same; only the views of sessions don't know it.
    }
  }

  private void disconnect(String session) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(DISCONNECT)) {
      update.setObject(1, now());
      update.setString(2, session);
      update.executeUpdate();
    }
  }

  /** An array of the engine; null for an empty list. */
  private Array textsOrNull(List<String> texts) throws SQLException {
    return texts.isEmpty() ? null : connection.createArrayOf("text", texts.toArray());
  }

  private LocalDateTime now() {
    return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /**
   * The session of a statement: that which its caller keeps, or its own connection, or its batch's.
   */
  private static String session(StatementData statement) {
    String kept = statement.order().sessionId();
    return kept != null ? kept : statement.id().split(":", 2)[0];
  }

  private static boolean staysOpen(Translated translated, Session session) throws SQLException {
    return translated instanceof Translated.Transaction transaction
        ? transaction.command().startsWith("begin")
        : !session.connection().getAutoCommit();
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
    if (translated instanceof Translated.Steps made && made.makesTableOfQuery()) {
      return "CTAS";
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

  /**
   * Lets the engine count what there is, as often as it has doubled. It does so by itself once a
   * minute; until then it would plan a join of the views of what ran as if they were empty.
   */
  private void count() throws SQLException {
    try (Statement analyze = connection.createStatement()) {
      analyze.execute("analyze rdsdb.statements, rdsdb.connections");
    }
  }

  private void sweep() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from rdsdb.statements where query <="
                + " (select max(query) from rdsdb.statements) - ?")) {
      delete.setInt(1, KEPT);
      delete.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from rdsdb.connections where endtime <"
                + " (select min(starttime) from rdsdb.statements)")) {
      delete.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
