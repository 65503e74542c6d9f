package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.LeaveEvent;
import io.querycast.Metrics;
import io.querycast.StartEvent;
import io.querycast.TestMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Logger LOG = Logger.getLogger(Readiness.class.getName());

  private final List<String> said = new ArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private Health table = Health.up("jobs");
  private int looks;
  private long nanos;

  private final HealthCheck jobs =
      () -> {
        looks++;
        return table;
      };

  private final Readiness readiness =
      new Readiness(List.of(jobs, () -> Health.up("clock")), () -> nanos);

  @BeforeEach
  void listen() {
    LOG.addHandler(ear);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(ear);
  }

  @Test
  void aNodeIsReadyWhileEveryCheckIsUp() {
    assertTrue(readiness.isReady());

    table = Health.down("jobs", "Look at the table.");
    later();
    assertFalse(readiness.isReady());

    table = Health.up("jobs");
    later();
    assertTrue(readiness.isReady());
  }

  @Test
  void aNodeServesFromItsFirstReadyMomentUntilItLeavesWhateverFailsMeanwhile() {
    table = Health.down("jobs", "Look at the table.");
    assertFalse(readiness.isServing(), "it has never been ready");

    table = Health.up("jobs");
    later();
    assertTrue(readiness.isServing());

    table = Health.down("jobs", "Look at the table.");
    later();
    assertFalse(readiness.isReady());
    assertTrue(readiness.isServing(), "another node would not do better");

    readiness.leave(new LeaveEvent());
    assertFalse(readiness.isServing());
  }

  @Test
  void theChecksThatAreDownAreCountedForAnAlarm() {
    Metrics figures = TestMetrics.figures();
    readiness.start(new StartEvent(null), figures);
    assertTrue(TestMetrics.line(figures).contains("\"ChecksDown\":0,"));

    table = Health.down("jobs", "Look at the table.");
    later();

    assertTrue(TestMetrics.line(figures).contains("\"ChecksDown\":1,"));

    readiness.leave(new LeaveEvent());
    assertTrue(
        TestMetrics.line(figures).contains("\"ChecksDown\":0,"),
        "a node that leaves rings no alarm for minutes");
  }

  @Test
  void theReasonIsLoggedOnceForEachChange() {
    table = Health.down("jobs", "Look at the table.");
    for (int i = 0; i < 5; i++) {
      assertFalse(readiness.isReady());
      later();
    }
    table = Health.down("jobs", "Look at the role.");
    assertFalse(readiness.isReady());
    later();
    table = Health.up("jobs");
    assertTrue(readiness.isReady());

    assertEquals(
        List.of(
            "Not ready: jobs: Look at the table.",
            "Not ready: jobs: Look at the role.",
            "Ready again: jobs"),
        said);
  }

  @Test
  void theChecksRunOnceASecondHoweverManyAsk() {
    for (int i = 0; i < 100; i++) {
      readiness.isReady();
    }
    assertEquals(1, looks);

    later();
    readiness.isReady();
    assertEquals(2, looks);
  }

  @Test
  void whileACheckHangsTheLastAnswerIsGiven() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Readiness slow =
        new Readiness(
            List.of(
                () -> {
                  hanging.countDown();
                  await(release);
                  return Health.up("jobs");
                }),
            () -> nanos);
    Thread first = new Thread(slow::isReady);
    first.start();
    hanging.await();

    assertFalse(slow.isReady());

    release.countDown();
    first.join();
    assertTrue(slow.isReady());
  }

  private void later() {
    nanos += Duration.ofSeconds(1).toNanos();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
