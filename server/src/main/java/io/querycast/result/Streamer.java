package io.querycast.result;

import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsWriter;
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
  private final Gate gate = new Gate(MOST_OF_USER, MOST);

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

  /** A result whose first page has been read. Whoever has it must write or close it. */
  final class Open implements AutoCloseable {
    private final Job job;
    private final Rows first;
    private boolean closed;

    private Open(Job job, Rows first) {
      this.job = job;
      this.first = first;
    }

    /**
     * Writes the whole result.
     *
     * @throws IOException when who reads it is gone
     * @throws Problem when a page can't be read; what was written is not whole then
     */
    void writeTo(RowsWriter writer) throws IOException {
      Future<Rows> ahead = write(first, writer);
      while (ahead != null) {
        ahead = write(result(ahead), writer);
      }
      writer.end();
    }

    /** Writes a page while the next one is being read; null where there is none. */
    private Future<Rows> write(Rows page, RowsWriter writer) throws IOException {
      try (page) {
        String next = page.next();
        Future<Rows> ahead =
            next == null ? null : threads.executor().submit(() -> patiently(job, next));
        writer.write(page);
        return ahead;
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        first.close();
        gate.leave(job.owner());
      }
    }
  }

  /**
   * Reads the first page of a job's result.
   *
   * @throws Problem when there is none, or too many results are being streamed
   */
  Open open(Job job) {
    gate.enter(job.owner());
    try {
      return new Open(job, results.rows(job, null));
    } catch (RuntimeException e) {
      gate.leave(job.owner());
      throw e;
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
