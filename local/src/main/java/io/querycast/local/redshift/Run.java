package io.querycast.local.redshift;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** The part of a run that can be interrupted. An early cancel is not lost. */
final class Run {
  private boolean cancelled;
  private Executing executing;

  /** What the warehouse is doing. */
  interface Executing {
    void cancel() throws SQLException;
  }

  /** Lasts for this long without doing anything. */
  synchronized void last(Duration time) throws Cancelled {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); left > 0 && !cancelled; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      // The local cloud is stopping: the statement runs again after the next start.
      Thread.currentThread().interrupt();
      throw new Cancelled();
    }
    check();
  }

  /** By its connection: a statement of the driver sends one cancel only, which may be too early. */
  void begin(java.sql.Statement statement) throws Cancelled {
    begin(() -> statement.getConnection().unwrap(PGConnection.class).cancelQuery());
  }

  synchronized void begin(Executing what) throws Cancelled {
    check();
    executing = what;
  }

  synchronized void finish() {
    executing = null;
  }

  synchronized void check() throws Cancelled {
    if (cancelled) {
      throw new Cancelled();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Repeats the interrupt until it works: one that comes just before the execution has no effect.
   */
  void cancel() {
    if (isCancelled()) {
      return;
    }
    Thread interrupting = new Thread(this::interrupt, "redshift-cancel");
    interrupting.setDaemon(true);
    synchronized (this) {
      cancelled = true;
      notifyAll();
    }
    interrupting.start();
  }

  private void interrupt() {
    try {
      while (interruptOnce()) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean interruptOnce() {
    try {
      if (executing != null) {
        executing.cancel();
      }
    } catch (SQLException e) {
      // It ended at this moment: there is nothing left to interrupt.
      executing = null;
    }
    return executing != null;
  }
}
