package io.querycast.faults;

import io.querycast.faults.History.Relented;
import io.querycast.faults.History.Struck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes a small request to the cloud again and again. While it takes long, this machine is too busy
 * for anything to be in time. The nodes cannot help that, so it counts as an outage.
 */
final class Canary {
  static final String BUSY = "busy machine";

  private static final Duration BREATH = Duration.ofMillis(100);

  /** On a quiet machine a call and the pause take about 110 ms. */
  private static final Duration LONG = Duration.ofMillis(500);

  private final World world;
  private final History history;
  private final CountDownLatch over;

  /**
   * @param over ends it
   */
  Canary(World world, History history, CountDownLatch over) {
    this.world = world;
    this.history = history;
    this.over = over;
  }

  void sing() {
    try {
      boolean ends = false;
      for (int number = 1; !ends; number++) {
        long began = history.now();
        ask();
        ends = over.await(BREATH.toMillis(), TimeUnit.MILLISECONDS);
        long took = history.now() - began;
        if (took > LONG.toMillis()) {
          String what = BUSY + " " + number;
          history.add(new Struck(began, what, true));
          history.add(new Relented(began + took, what));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      var unused = world.cloud().dynamoDb().describeTable(table -> table.tableName(world.table()));
    } catch (SdkException e) {
      // The plan's fault, or the end of the seed.
      return;
    }
  }
}
