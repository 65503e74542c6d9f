package io.querycast.local.redshift;

import io.querycast.local.engine.Session;
import io.querycast.local.redshift.Order.Mode;
import io.querycast.local.redshift.StatementData.Part;
import io.querycast.local.redshift.StatementData.State;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** The run of a batch: its statements one after the other, on one connection. */
final class Batch {
  /** AWS's word for statements that another one's failure has kept from running. */
  static final String NOT_RUN = "Connection or an prior query failed.";

  private final String id;
  private final int size;
  private final boolean isWhole;
  private final Statements statements;
  private final History history;
  private final InstantSource clock;

  Batch(StatementData batch, Statements statements, History history, InstantSource clock) {
    this.id = batch.id();
    this.size = batch.parts().size();
    this.isWhole = batch.order().mode() == Mode.TRANSACTION;
    this.statements = statements;
    this.history = history;
    this.clock = clock;
  }

  /**
   * Runs the statements: until one fails and nothing of them stays, or each for itself.
   *
   * @return the step to the end of the batch
   */
  UnaryOperator<StatementData> run(Attempt attempt) throws SQLException, Cancelled {
    // Which connection it is changes with SET SESSION AUTHORIZATION.
    Session session = attempt.session();
    // A session may have a transaction that its caller has begun: then he also ends it.
    boolean isOurs = isWhole && session.connection().getAutoCommit();
    try {
      for (int number = 1; number <= size; number++) {
        // A statement of the batch may be a COMMIT: what follows is a transaction again.
        if (isOurs && session.connection().getAutoCommit()) {
          session.connection().setAutoCommit(false);
        }
        boolean isFailed = runPart(attempt, number);
        if (isFailed && isWhole) {
          return s -> ended(s.partsAborted(clock.instant(), NOT_RUN));
        }
      }
      if (isOurs && !session.connection().getAutoCommit()) {
        session.connection().commit();
      }
      return this::ended;
    } finally {
      if (isOurs) {
        session.leaveTransaction();
      }
      if (isOurs && !session.connection().getAutoCommit()) {
        session.connection().rollback();
        session.connection().setAutoCommit(true);
      }
    }
  }

  private boolean runPart(Attempt attempt, int number) throws SQLException, Cancelled {
    int pid = attempt.session().pid();
    StatementData part = change(number, s -> s.by(pid).at(State.STARTED, clock.instant()));
    try {
      return end(number, attempt.of(part, clock, () -> {})).state() == State.FAILED;
    } catch (Cancelled e) {
      end(number, s -> s.aborted(clock.instant(), 0));
      throw e;
    }
  }

  private StatementData end(int number, UnaryOperator<StatementData> step) throws Cancelled {
    return change(number, step.andThen(history::end)::apply);
  }

  /** Moves a statement on. */
  private StatementData change(int number, UnaryOperator<StatementData> step) throws Cancelled {
    return statements.changePart(id, number, step).orElseThrow(Cancelled::new).part(number);
  }

  private StatementData ended(StatementData batch) {
    long now = clock.millis();
    List<Part> parts = batch.parts();
    long nanos = sum(parts, part -> part.progress().nanos());
    for (int i = 0; i < parts.size(); i++) {
      Progress each = parts.get(i).progress();
      if (each.state() == State.FAILED) {
        return batch.failed(
            clock.instant(), nanos, "Query #%d failed with %s".formatted(i + 1, each.error()));
      }
    }
    long rows = sum(parts, part -> part.progress().rows());
    long bytes = sum(parts, part -> part.progress().bytes());
    boolean hasResult = parts.stream().anyMatch(part -> part.progress().hasResultSet());
    return batch.with(batch.progress().finished(now, nanos, rows, bytes, hasResult));
  }

  private static long sum(List<Part> parts, ToLongFunction<Part> what) {
    return parts.stream().mapToLong(what).filter(each -> each > 0).sum();
  }
}
