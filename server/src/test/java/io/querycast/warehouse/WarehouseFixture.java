package io.querycast.warehouse;

import io.querycast.Settings;
import io.querycast.TestMetrics;
import io.querycast.Threads;
import io.querycast.faults.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;

/** Wires a {@link Warehouse} without a container, correct or broken on purpose. */
public final class WarehouseFixture {
  private static final ThreadLocal<Boolean> BELIEVES = ThreadLocal.withInitial(() -> false);

  private WarehouseFixture() {}

  public static Warehouse open(
      RedshiftDataClient client, Settings settings, Threads threads, Mutant mutant) {
    SharedPages pages = new SharedPages(threads);
    return switch (mutant) {
      case WRONG_PAGE ->
          new Warehouse(
              client, settings, Quotas.UNLIMITED, pages, new Calls(TestMetrics.figures())) {
            @Override
            public Rows rows(String statementId, String page) {
              String token = Page.parse(statementId, page).token();
              return super.rows(statementId, new Page(0, token).text(statementId));
            }
          };
      case EVENT_BELIEVED ->
          new Warehouse(
              client, settings, Quotas.UNLIMITED, pages, new Calls(TestMetrics.figures())) {
            @Override
            public Optional<Statement> describe(String statementId) {
              return BELIEVES.get()
                  ? Optional.of(
                      new Statement(
                          statementId,
                          Statement.State.FINISHED,
                          Instant.now(),
                          Instant.now(),
                          Duration.ZERO,
                          1,
                          1,
                          true,
                          null))
                  : super.describe(statementId);
            }
          };
      default ->
          new Warehouse(
              client, settings, Quotas.UNLIMITED, pages, new Calls(TestMetrics.figures()));
    };
  }

  /** Runs a task. A mutant that believes events without asking does so in it. */
  public static void believing(Runnable task) {
    BELIEVES.set(true);
    try {
      task.run();
    } finally {
      BELIEVES.set(false);
    }
  }
}
