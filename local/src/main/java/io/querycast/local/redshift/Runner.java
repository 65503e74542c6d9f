package io.querycast.local.redshift;

import io.querycast.local.copy.Transfers;
import io.querycast.local.redshift.StatementData.State;
import io.querycast.local.sql.tree.Lexer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
  /** What Redshift says to those whom a restart interrupts. */
  private static final String STOPPED =
      "FATAL: terminating connection due to administrator command";

  private final Sessions sessions;
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
      Sessions sessions,
      Transfers transfers,
      History history,
      Statements statements,
      ResultFiles results,
      InstantSource clock,
      int threads,
      Supplier<Duration> slow,
      Consumer<StatementData> started,
      Consumer<StatementData> ended) {
    this.sessions = sessions;
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

  /** Takes up a statement that an earlier run of the local cloud left. */
  void resume(StatementData left) {
    String id = left.id();
    boolean isHarmless =
        left.order().sessionId() == null && (left.state() == State.SUBMITTED || reads(left));
    if (isHarmless) {
      statements
          .change(id, s -> s.at(State.SUBMITTED, clock.instant()))
          .ifPresent(again -> submit(id));
    } else {
      // It may have changed something already, or its session is gone.
      end(id, s -> s.partsAborted(clock.instant(), STOPPED).failed(clock.instant(), 0, STOPPED));
    }
  }

  /** Cancels a statement: one that waits ends at once, one that runs is interrupted. */
  void cancel(String id) {
    Optional<StatementData> waiting =
        statements.change(id, s -> s.state() == State.SUBMITTED ? aborted(s, 0) : s);
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
      if (picked.isPresent() && !closing) {
        connected(picked.get(), run);
      }
    } catch (Cancelled e) {
      cancelled(id, start);
    } catch (RedshiftError e) {
      failed(id, start, e.getMessage());
    } catch (SQLException | RuntimeException | Error e) {
      failed(id, start, Attempt.lost(e));
    } finally {
      running.remove(id);
    }
  }

  private void connected(StatementData statement, Run run)
      throws SQLException, RedshiftError, Cancelled {
    String id = statement.id();
    try (Connector.Lease lease = sessions.connect(statement)) {
      int pid = lease.session().pid();
      Attempt attempt = new Attempt(lease.session(), transfers, run, results, history, slow);
      if (statement.isBatch()) {
        start(id, pid);
        end(id, new Batch(statement, statements, history, clock).run(attempt));
      } else {
        end(id, attempt.of(statement, clock, () -> start(id, pid)));
      }
    }
  }

  private void start(String id, int pid) {
    statements.change(id, s -> s.by(pid).at(State.STARTED, clock.instant())).ifPresent(started);
  }

  private void failed(String id, long start, String why) {
    end(
        id,
        s ->
            s.partsAborted(clock.instant(), Batch.NOT_RUN)
                .failed(clock.instant(), took(start), why));
  }

  private void cancelled(String id, long start) {
    if (!closing) {
      results.forget(id);
      end(id, s -> aborted(s, took(start)));
    }
  }

  private StatementData aborted(StatementData statement, long nanos) {
    return statement.partsAborted(clock.instant(), null).aborted(clock.instant(), nanos);
  }

  private void end(String id, UnaryOperator<StatementData> step) {
    // Its end is in the views of what ran before anybody can know of it.
    statements.change(id, step.andThen(history::end)::apply).ifPresent(ended);
  }

  private static boolean reads(StatementData statement) {
    return !statement.isBatch()
        && Lexer.tokens(statement.sql(), false).get(0).isWord(List.of("select", "with", "show"));
  }

  private static long took(long start) {
    return System.nanoTime() - start;
  }
}
