package io.querycast.local.redshift;

import io.querycast.local.copy.Transfers;
import io.querycast.local.engine.Session;
import io.querycast.local.sql.Translated;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Runs texts on one connection, one after the other. */
final class Attempt {
  private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

  private final Session session;
  private final Transfers transfers;
  private final Run run;
  private final ResultFiles results;
  private final History history;
  private final Supplier<Duration> slow;

  /**
   * @param slow how much longer each statement runs than it needs
   */
  Attempt(
      Session session,
      Transfers transfers,
      Run run,
      ResultFiles results,
      History history,
      Supplier<Duration> slow) {
    this.session = session;
    this.transfers = transfers;
    this.run = run;
    this.results = results;
    this.history = history;
    this.slow = slow;
  }

  Session session() {
    return session;
  }

  Run cancellation() {
    return run;
  }

  /**
   * Runs a statement to its end.
   *
   * @param begun is called once when it begins to run
   * @return the step to its end, whether it has finished or failed
   */
  UnaryOperator<StatementData> of(StatementData statement, InstantSource clock, Runnable begun)
      throws Cancelled {
    long start = System.nanoTime();
    try {
      Result result = result(statement, begun);
      long nanos = System.nanoTime() - start;
      return s ->
          result.isSet()
              ? s.finished(clock.instant(), nanos, result.rows(), result.bytes())
              : s.done(clock.instant(), nanos, result.rows());
    } catch (RedshiftError e) {
      return failed(clock, start, e.getMessage());
    } catch (SQLException | RuntimeException | Error e) {
      return failed(clock, start, lost(e));
    }
  }

  /** The words for a failure that is not the statement's; the console says more. */
  static String lost(Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "The local warehouse failed.", e);
    return "ERROR: the local warehouse failed; its console says why";
  }

  private Result result(StatementData statement, Runnable begun)
      throws SQLException, RedshiftError, Cancelled {
    run.check();
    Execution execution = new Execution(session, transfers, run, results);
    Placeholders.check(statement.sql(), statement.parameters());
    boolean isDone = false;
    try {
      Translated translated = execution.translate(statement.sql());
      history.begin(statement, translated, session);
      begun.run();
      run.last(slow.get());
      Result result = execution.run(statement, translated);
      isDone = true;
      return result;
    } finally {
      session.endStatement(isDone);
    }
  }

  private UnaryOperator<StatementData> failed(InstantSource clock, long start, String why)
      throws Cancelled {
    run.check();
    long nanos = System.nanoTime() - start;
    return s -> s.failed(clock.instant(), nanos, why);
  }
}
