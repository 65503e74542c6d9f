package io.querycast.local.redshift;

import io.querycast.local.command.Commands;
import io.querycast.local.copy.Transfers;
import io.querycast.local.engine.ErrorWords;
import io.querycast.local.engine.Session;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;

/** Runs the text of one statement in a session. */
final class Execution {
  /** How many rows are fetched at once. */
  private static final int FETCHED = 2000;

  /** The codes of warnings that rights were not granted, or not revoked. */
  private static final Set<String> NOT_GRANTED = Set.of("01007", "01006");

  private final Session session;
  private final Transfers transfers;
  private final Run run;
  private final ResultFiles results;

  Execution(Session session, Transfers transfers, Run run, ResultFiles results) {
    this.session = session;
    this.transfers = transfers;
    this.run = run;
    this.results = results;
  }

  /** What a statement will do; in Redshift's words what is wrong with it. */
  Translated translate(String text) throws RedshiftError {
    try {
      return Commands.translate(text, session.tables());
    } catch (Refused e) {
      throw RedshiftError.whole(e.message(text));
    }
  }

  /** Runs a statement, and stores its result. */
  Result run(StatementData data, Translated statement)
      throws SQLException, RedshiftError, Cancelled {
    if (statement instanceof Translated.Run sql) {
      Bound bound = Bound.of(sql, data.parameters());
      try {
        return sql(data.id(), sql, bound);
      } catch (SQLException e) {
        run.check();
        throw new RedshiftError(
            ErrorWords.of(
                e,
                sql.positions()::relationsAt,
                place -> sql.positions().inText(sql.sql(), bound.unbound(place))));
      } finally {
        run.finish();
      }
    }
    try {
      return command(data, statement);
    } catch (Refused e) {
      run.check();
      throw RedshiftError.whole(e.message(data.sql()));
    } catch (IOException e) {
      throw new RedshiftError("S3 can't be read or written");
    } catch (SQLException e) {
      run.check();
      throw new RedshiftError(ErrorWords.of(e, place -> List.of(), place -> 0));
    } finally {
      run.finish();
    }
  }

  private Result sql(String id, Translated.Run sql, Bound bound)
      throws SQLException, RedshiftError, Cancelled {
    Connection connection = session.connection();
    boolean isPlan = sql.command().equals("explain");
    boolean isOwnTransaction =
        (isPlan || sql.command().equals("select")) && connection.getAutoCommit();
    // Rows come a few at a time only within a transaction.
    if (isOwnTransaction) {
      connection.setAutoCommit(false);
    }
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setFetchSize(FETCHED);
      run.begin(statement);
      if (isPlan) {
        return plan(id, Plan.of(statement, bound.text()));
      }
      boolean hasRows = statement.execute(bound.text());
      Result result =
          hasRows ? rows(id, sql, statement) : Result.affected(statement.getUpdateCount());
      if (isOwnTransaction) {
        connection.commit();
      }
      return result;
    } finally {
      run.finish();
      if (isOwnTransaction) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private Result plan(String id, List<String> plan) throws SQLException, RedshiftError {
    Connection connection = session.connection();
    try (PreparedStatement show = connection.prepareStatement(Plan.SHOW)) {
      show.setArray(1, connection.createArrayOf("text", plan.toArray()));
      try (ResultSet lines = show.executeQuery()) {
        return results.store(id, lines, List.of(), session.isUpperCase());
      }
    }
  }

  private Result rows(String id, Translated.Run sql, Statement statement)
      throws SQLException, RedshiftError {
    try (ResultSet rows = statement.getResultSet()) {
      return results.store(id, rows, sql.columns(), session.isUpperCase());
    }
  }

  private Result command(StatementData data, Translated statement)
      throws SQLException, IOException, RedshiftError, Cancelled {
    Connection connection = session.connection();
    if (statement instanceof Translated.Transaction transaction) {
      switch (transaction.command()) {
        case "begin" -> connection.setAutoCommit(false);
        case "begin read only" -> {
          connection.setAutoCommit(false);
          try (Statement only = connection.createStatement()) {
            only.execute("set transaction read only");
          }
        }
        case "commit" -> {
          if (!connection.getAutoCommit()) {
            connection.commit();
            connection.setAutoCommit(true);
            session.commit();
          }
        }
        default -> {
          if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        }
      }
      return Result.affected(0);
    }
    if (statement instanceof Translated.Set set) {
      session.settings().set(set.name(), set.values());
      return Result.affected(0);
    }
    if (statement instanceof Translated.Authorize authorize) {
      session.actAs(authorize.user());
      return Result.affected(0);
    }
    if (statement instanceof Translated.Reset reset) {
      session.settings().reset(reset.name());
      return Result.affected(0);
    }
    if (statement instanceof Translated.Show show) {
      try (PreparedStatement prepared = session.settings().show(show.name());
          ResultSet rows = prepared.executeQuery()) {
        return results.store(data.id(), rows, List.of(), session.isUpperCase());
      }
    }
    if (statement instanceof Translated.Steps steps) {
      return steps(steps);
    }
    if (statement instanceof Translated.Nothing) {
      return Result.affected(0);
    }
    run.begin((Run.Executing) connection.unwrap(PGConnection.class)::cancelQuery);
    if (statement instanceof Translated.Copy copy) {
      return Result.affected(
          transfers.copy(data.sql(), copy.tokens(), connection, data.database(), data.queryId()));
    }
    if (statement instanceof Translated.Unload unload) {
      return Result.affected(
          transfers.unload(
              data.sql(),
              unload.query(),
              unload.tokens(),
              connection,
              session.tables(),
              data.queryId()));
    }
    throw RedshiftError.notAvailable("USE");
  }

  /** All of them or none. */
  private Result steps(Translated.Steps steps) throws SQLException, RedshiftError, Cancelled {
    Connection connection = session.connection();
    boolean isOwnTransaction = connection.getAutoCommit();
    if (isOwnTransaction) {
      connection.setAutoCommit(false);
    } else if (steps.alone() != null) {
      throw new RedshiftError(steps.alone() + " cannot run inside a transaction block");
    }
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      run.begin(statement);
      long affected = 0;
      for (int i = 0; i < steps.steps().size(); i++) {
        affected = Math.max(affected, step(statement, steps, i));
      }
      if (steps.command().equals("alter user")) {
        session.changeUsers();
      }
      if (isOwnTransaction) {
        connection.commit();
        session.commit();
      } else if (steps.command().equals("truncate")) {
        // It commits the transaction in which it runs.
        connection.commit();
        connection.setAutoCommit(true);
        session.leaveTransaction();
      }
      return Result.affected(affected);
    } finally {
      run.finish();
      if (isOwnTransaction) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static long step(Statement statement, Translated.Steps steps, int number)
      throws SQLException, RedshiftError {
    String step = steps.steps().get(number);
    try {
      boolean hasRows = statement.execute(step);
      refuseUngranted(step, statement.getWarnings());
      return hasRows ? 0 : statement.getLargeUpdateCount();
    } catch (SQLException e) {
      if (number != steps.query()) {
        throw e;
      }
      throw new RedshiftError(
          ErrorWords.of(
              e, steps.positions()::relationsAt, place -> steps.positions().inText(step, place)));
    }
  }

  /** The engine only warns of a GRANT that it does not carry out; Redshift refuses it. */
  private static void refuseUngranted(String step, SQLWarning warning) throws SQLException {
    for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
      if (NOT_GRANTED.contains(String.valueOf(each.getSQLState()))) {
        String message = each.getMessage();
        int end = message.lastIndexOf('"');
        String name = message.substring(message.lastIndexOf('"', end - 1) + 1, end);
        String kind = step.contains(" on schema ") ? "schema" : "relation";
        throw new SQLException("permission denied for %s %s".formatted(kind, name), "42501");
      }
    }
  }
}
