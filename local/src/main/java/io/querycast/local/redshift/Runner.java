package io.querycast.local.redshift;

import io.querycast.local.copy.Transfers;
import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Session;
import io.querycast.local.redshift.StatementData.State;
import io.querycast.local.sql.Translated;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Runs statements, a few at a time. It reports each that began or ended, once that is stored. */
final class Runner implements AutoCloseable {

  private final Engine engine;
  private final Transfers transfers;
  private final History history;
  private final Statements statements;
  private final ResultFiles results;
  private final InstantSource clock;
  private final Supplier<Duration> slow;
  private final Consumer<StatementData> started;
  private final Consumer<StatementData> ended;
  private final ExecutorService threads;
  private final Map<String, Run> running = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * @param threads how many statements run at once
   * @param slow how much longer each statement runs than it needs
   * @param started is told of each statement that begins to run
   * @param ended is told of each statement that ended
   */
  Runner(
      Engine engine,
      Transfers transfers,
      History history,
      Statements statements,
      ResultFiles results,
      InstantSource clock,
      int threads,
      Supplier<Duration> slow,
      Consumer<StatementData> started,
      Consumer<StatementData> ended) {
    this.engine = engine;
    this.transfers = transfers;
    this.history = history;
    this.statements = statements;
    this.results = results;
    this.clock = clock;
    this.slow = slow;
    this.started = started;
    this.ended = ended;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              String name = "redshift-" + number.incrementAndGet();
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  void submit(String id) {
    try {
      threads.execute(() -> run(id));
    } catch (RejectedExecutionException e) {
      // Closing: the statement is stored, and runs after the next start.
    }
  }

  /** Cancels a statement: one that waits ends at once, one that runs is interrupted. */
  void cancel(String id) {
    Optional<StatementData> waiting =
        statements.change(
            id, s -> s.state() == State.SUBMITTED ? s.at(State.ABORTED, clock.instant()) : s);
    if (waiting.isPresent() && waiting.get().isEnded()) {
      ended.accept(waiting.get());
      return;
    }
    Run run = running.get(id);
    if (run != null) {
      run.cancel();
    }
  }

  /**
   * Stops without an end for the statements that still run: they run again after the next start.
   */
  @Override
  public void close() {
    closing = true;
    threads.shutdownNow();
    running.values().forEach(Run::cancel);
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Statements did not stop.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(String id) {
    Run run = new Run();
    running.put(id, run);
    long start = System.nanoTime();
    try {
      Optional<StatementData> picked =
          statements.change(id, s -> s.at(State.PICKED, clock.instant()));
      if (picked.isEmpty() || closing) {
        return;
      }
      Result result = execute(picked.get(), run);
      end(id, s -> s.finished(clock.instant(), took(start), result.rows(), result.bytes()));
    } catch (Cancelled e) {
      aborted(id, start);
    } catch (RedshiftError e) {
      failed(id, start, run, e.getMessage());
    } catch (SQLException | RuntimeException | Error e) {
      failed(id, start, run, "ERROR: the local warehouse failed: " + e);
    } finally {
      running.remove(id);
    }
  }

  private Result execute(StatementData statement, Run run)
      throws SQLException, RedshiftError, Cancelled {
    String id = statement.id();
    try (Session session = engine.session(statement.user())) {
      Execution execution = new Execution(session, transfers, run, results);
      Translated translated = execution.translate(statement.sql());
      history.begin(statement, translated, session);
      statements.change(id, s -> s.at(State.STARTED, clock.instant())).ifPresent(started);
      run.last(slow.get());
      return execution.run(statement, translated);
    }
  }

  private void failed(String id, long start, Run run, String why) {
    if (run.isCancelled()) {
      aborted(id, start);
    } else {
      end(id, s -> s.failed(clock.instant(), took(start), why));
    }
  }

  private void aborted(String id, long start) {
    if (!closing) {
      results.forget(id);
      end(id, s -> s.aborted(clock.instant(), took(start)));
    }
  }

  private void end(String id, UnaryOperator<StatementData> step) {
    statements
        .change(id, step)
        .ifPresent(
            statement -> {
              history.end(statement);
              ended.accept(statement);
            });
  }

  private static long took(long start) {
    return System.nanoTime() - start;
  }
}
