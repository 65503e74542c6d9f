package io.querycast.result;

import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Streams whole results, a page at a time: while one is sent the next is read. Whoever reads slowly
 * is waited for with two pages in memory, so there are bounds for a user and for the node.
 */
@Singleton
public class Streamer {
  /** Results of one user at once. */
  static final int MOST_OF_USER = 10;

  /** Results at once on this node. */
  static final int MOST = 32;

  /** As often is a page asked for that Redshift can't give now. */
  private static final int TRIES = 5;

  private final Results results;
  private final Threads threads;
  private final Duration firstPause;
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MOST_OF_USER, MOST);

  @Inject
  Streamer(Results results, Threads threads) {
    this(results, threads, Duration.ofMillis(250));
  }

  /**
   * @param firstPause between the first two tries for a page; each after that is twice as long
   */
  Streamer(Results results, Threads threads, Duration firstPause) {
    this.results = results;
    this.threads = threads;
    this.firstPause = firstPause;
  }

  /**
   * Reads the first page of a job's result. Whoever has it must {@link #write} or close it.
   *
   * @throws Problem when there is none, or too many results are being streamed
   */
  OpenPage open(Job job) {
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
   * @throws IOException when who reads it is gone
   * @throws Problem when a page can't be read; what was written is not whole then
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

  /** Writes a page while the next one is being read; null where there is none. */
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
      throw new Problem(ErrorCode.UNAVAILABLE, "The server is going. Try again in a moment.");
    }
  }
}
