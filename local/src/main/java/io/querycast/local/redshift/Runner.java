package io.querycast.local.redshift;

import io.querycast.local.redshift.StatementData.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

  /** What the driver says if a statement fails before the first row of a streamed result. */
  private static final String REASON_LOST = "Invalid result set";

  /**
   * Long statements become deep trees. The engine follows them with its stack, and a full stack
   * ends the whole process. Only the used part of the stack costs memory.
   */
  private static final long STACK_BYTES = 256L << 20;

  private final LocalWarehouse warehouse;
  private final Dialect dialect;
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
      LocalWarehouse warehouse,
      Statements statements,
      ResultFiles results,
      InstantSource clock,
      int threads,
      Supplier<Duration> slow,
      Consumer<StatementData> started,
      Consumer<StatementData> ended) {
    this.warehouse = warehouse;
    this.dialect = new Dialect(warehouse.catalog());
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
              Thread thread = new Thread(null, task, name, STACK_BYTES);
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
    Dialect.Translated translated = null;
    try {
      Optional<StatementData> picked =
          statements.change(id, s -> s.at(State.PICKED, clock.instant()));
      if (picked.isEmpty() || closing) {
        return;
      }
      translated = dialect.translate(picked.get().sql());
      statements.change(id, s -> s.at(State.STARTED, clock.instant())).ifPresent(started);
      run.last(slow.get());
      Result result = execute(id, run, translated, picked.get().parameters());
      end(id, s -> s.finished(clock.instant(), took(start), result.rows(), result.bytes()));
    } catch (Cancelled e) {
      aborted(id, start);
    } catch (RedshiftError e) {
      failed(id, start, run, e.getMessage());
    } catch (SQLException e) {
      failed(id, start, run, RedshiftError.of(e, relations(translated)).getMessage());
    } catch (RuntimeException | Error e) {
      failed(id, start, run, "ERROR: the local warehouse failed: " + e);
    } finally {
      running.remove(id);
    }
  }

  private Result execute(
      String id, Run run, Dialect.Translated translated, Map<String, String> values)
      throws SQLException, RedshiftError, Cancelled {
    try (Connection connection = warehouse.connection()) {
      try (PreparedStatement prepared = prepare(connection, "", translated, values)) {
        run.begin(prepared);
        try (ResultSet rows = prepared.executeQuery()) {
          return results.store(id, rows);
        }
      } catch (SQLException e) {
        run.check();
        if (!String.valueOf(e.getMessage()).contains(REASON_LOST)) {
          throw e;
        }
      } finally {
        run.finish();
      }
      // As a table it fails again for the same reason, and this time the driver gives the reason.
      String table = "create temp table failing as ";
      try (PreparedStatement again = prepare(connection, table, translated, values)) {
        run.begin(again);
        again.execute();
      } finally {
        run.finish();
      }
    }
    throw new RedshiftError("the statement failed");
  }

  private static PreparedStatement prepare(
      Connection connection,
      String before,
      Dialect.Translated translated,
      Map<String, String> values)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(before + translated.sql());
    for (int i = 0; i < translated.parameters().size(); i++) {
      prepared.setString(i + 1, values.get(translated.parameters().get(i)));
    }
    return prepared;
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
    statements.change(id, step).ifPresent(ended);
  }

  private static List<String> relations(Dialect.Translated translated) {
    return translated == null ? List.of() : translated.relations();
  }

  private static long took(long start) {
    return System.nanoTime() - start;
  }
}
