package io.querycast.result;

import io.querycast.LeaveEvent;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Streams whole results, a page at a time: while one page is sent, the next one is read. A slow
 * reader holds two pages in memory, so there are limits for one user and for the node.
 */
@Singleton
public class Streamer {
  /** The most results of one user at once. */
  static final int MOST_OF_USER = 10;

  /** The most results at once on this node. */
  static final int MOST = 32;

  /** If Redshift can't give a page now, it is asked for up to this many times. */
  private static final int TRIES = 5;

  private final Results results;
  private final Threads threads;
  private final Duration firstPause;
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MOST_OF_USER, MOST);
  private volatile boolean isLeaving;

  @Inject
  Streamer(Results results, Threads threads) {
    this(results, threads, Duration.ofMillis(250));
  }

  /**
   * @param firstPause between the first two tries for a page; each later pause is twice as long
   */
  Streamer(Results results, Threads threads, Duration firstPause) {
    this.results = results;
    this.threads = threads;
    this.firstPause = firstPause;
  }

  /** Results on their way go on. */
  void leave(@Observes LeaveEvent leaving) {
    isLeaving = true;
  }

  /**
   * Call this before anything is used up for a result.
   *
   * @throws Problem if none begins here any more, because it might not end before the server does
   */
  void begins() {
    if (isLeaving) {
      throw new Problem(
          ErrorCode.UNAVAILABLE, "This node is leaving. Ask again: another node will answer.");
    }
  }

  /**
   * Reads the first page of a job's result. The caller must {@link #write} or close it.
   *
   * @throws Problem if there is none, the node leaves, or too many results are being streamed
   */
  OpenPage open(Job job) {
    begins();
    ConcurrencyLimit.Permit permit = limit.enter(job.owner());
    try {
      return new OpenPage(results.rows(job, null), permit);
    } catch (RuntimeException e) {
      permit.close();
      throw e;
    }
  }

  /**
   * Writes the whole result, and closes its first page.
   *
   * @throws IOException if the reader is gone
   * @throws Problem if a page can't be read; then what was written is not whole
   */
  void write(Job job, OpenPage first, RowsWriter writer) throws IOException {
    try (first) {
      Future<Rows> ahead = write(job, first.rows(), writer);
      while (ahead != null) {
        ahead = write(job, result(ahead), writer);
      }
      writer.end();
    }
  }

  /** Writes a page while the next one is being read; returns null if there is no next page. */
  private Future<Rows> write(Job job, Rows page, RowsWriter writer) throws IOException {
    try (page) {
      String next = page.next();
      Future<Rows> ahead =
          next == null ? null : threads.executor().submit(() -> patiently(job, next));
      writer.write(page);
      return ahead;
    }
  }

  private Rows patiently(Job job, String page) throws InterruptedException {
    Duration pause = firstPause;
    for (int tries = 1; ; tries++) {
      try {
        return results.rows(job, page);
      } catch (Problem e) {
        if (e.code() != ErrorCode.UNAVAILABLE || tries == TRIES) {
          throw e;
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private static Rows result(Future<Rows> ahead) {
    try {
      return ahead.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Problem problem) {
        throw problem;
      }
      throw new IllegalStateException("A page can't be read.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(ErrorCode.UNAVAILABLE, "The server is stopping. Try again in a moment.");
    }
  }
}
