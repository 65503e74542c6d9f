package io.querycast.faults;

import io.querycast.faults.History.Relented;
import io.querycast.faults.History.Struck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks the cloud for something small all the time. While that takes long, this machine is too busy
 * for anything to be in time, and that is no fault of the nodes: it counts as an outage.
 */
final class Canary {
  static final String BUSY = "busy machine";

  private static final Duration BREATH = Duration.ofMillis(100);

  /** A call and a breath take some 110 ms on a quiet machine. */
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
      // A fault that was asked for, or the end of the seed.
      return;
    }
  }
}
