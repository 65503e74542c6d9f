package io.querycast.warehouse;

import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Redshift that does what a test says, and remembers the calls. */
public class FakeWarehouse extends Warehouse {
  /** How long it works on each statement. */
  public static final Duration TOOK = Duration.ofMillis(250);

  /** Thrown by the next calls; null for none. */
  public RuntimeException trouble;

  /** Runs while a statement is being started, before its id is known. */
  public Runnable whileStarting = () -> {};

  /** How many statements may run at once. */
  public int room = Integer.MAX_VALUE;

  /** Whether the account's quota has a start left. */
  public boolean quotaLeft = true;

  /** The texts of statements that Redshift answers with errors. */
  public final Set<String> poisoned = new HashSet<>();

  /** The jobs that were to be started, successful or not. */
  public final List<String> tried = new ArrayList<>();

  /** The tokens that Redshift remembers. A test empties this. */
  public final Set<String> tokens = new HashSet<>();

  public final List<String> started = new ArrayList<>();
  public final List<String> cancelled = new ArrayList<>();
  private final Map<String, Statement> statements = new HashMap<>();

  public FakeWarehouse() {
    super(
        null,
        TestSettings.SETTINGS,
        Quotas.UNLIMITED,
        Pages.shared(),
        new Calls(TestMetrics.figures()));
  }

  @Override
  public boolean mayStart() {
    return quotaLeft;
  }

  @Override
  public String start(String jobId, String sql, Map<String, String> values) {
    tried.add(jobId);
    check();
    if (!quotaLeft) {
      throw new Unavailable(Unavailable.Reason.QUOTA, null);
    }
    if (poisoned.contains(sql)) {
      throw new Unavailable(Unavailable.Reason.UNREACHABLE, null);
    }
    String id = "statement-of-" + jobId;
    if (!tokens.contains(jobId)) {
      long running =
          statements.values().stream()
              .filter(each -> each.state() == Statement.State.RUNNING)
              .count();
      if (running >= room) {
        throw new Unavailable(Unavailable.Reason.WAREHOUSE_FULL, null);
      }
      tokens.add(jobId);
      started.add(sql + " " + values);
      set(id, Statement.State.RUNNING, Instant.EPOCH, null);
    }
    whileStarting.run();
    return id;
  }

  @Override
  public Optional<String> find(String jobId) {
    check();
    return Optional.of("statement-of-" + jobId).filter(statements::containsKey);
  }

  @Override
  public Optional<Statement> describe(String statementId) {
    check();
    return Optional.ofNullable(statements.get(statementId));
  }

  @Override
  public void cancel(String statementId) {
    check();
    cancelled.add(statementId);
  }

  @Override
  public Rows rows(String statementId, String page) {
    check();
    return RowsSamples.numbers(0, 31, false);
  }

  /** Sets the status of a job's statement from now on. */
  public void set(String id, Statement.State state, Instant at, String error) {
    boolean rows = state == Statement.State.FINISHED;
    statements.put(id, new Statement(id, state, at, at, TOOK, rows ? 31 : 0, 0, rows, error));
  }

  /** Lets a job's statement be finished without a result set from now on. */
  public void finishWithoutRows(String id, Instant at) {
    statements.put(
        id, new Statement(id, Statement.State.FINISHED, at, at, TOOK, 0, 0, false, null));
  }

  /** Lets Redshift forget the job's statement. */
  public void forget(String id) {
    statements.remove(id);
  }

  private void check() {
    if (trouble != null) {
      throw trouble;
    }
  }
}
