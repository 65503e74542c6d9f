package io.querycast.result;

import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads a page of a job's rows. While that page is sent, it reads the next one ahead, because a
 * reader who goes on asks for it next. A page that was read ahead is given once, and forgotten
 * after seconds. It is only a guess: nothing is lost if another node is asked, or none.
 */
@Singleton
public class PagesAhead {
  /**
   * The most pages read ahead at once on this node, of about 1 MB each; beyond that, none is read
   * ahead.
   */
  static final int MOST = 8;

  static final Duration LIFE = Duration.ofSeconds(10);

  /** The most pages of one user on their way at once. */
  static final int MOST_OF_USER = 16;

  /** The most pages on their way at once on this node. */
  static final int MOST_SENT = 32;

  private record Place(String job, String page) {}

  private final Results results;
  private final Threads threads;
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MOST_OF_USER, MOST_SENT);
  private final Map<Place, CompletableFuture<Rows>> ahead = new ConcurrentHashMap<>();

  @Inject
  PagesAhead(Results results, Threads threads) {
    this.results = results;
    this.threads = threads;
  }

  /**
   * One page of a job's rows. A client that asks for the first page may want no more; a client that
   * names a page reads on, so the next one is read ahead.
   *
   * @param reader the user who asks, whose limit counts
   * @param page the {@code next} of the page before; null for the first
   * @throws Problem if there are none, or no longer, or too many are on their way
   */
  public OpenPage open(String reader, Job job, String page) {
    ConcurrencyLimit.Permit permit = limit.enter(reader);
    try {
      return new OpenPage(rows(job, page), permit);
    } catch (RuntimeException e) {
      permit.close();
      throw e;
    }
  }

  private Rows rows(Job job, String page) {
    results.check(job, page);
    Rows rows = page == null ? results.rows(job, null) : known(job, page);
    if (page != null && rows.next() != null) {
      readAhead(job, rows.next());
    }
    return rows;
  }

  private Rows known(Job job, String page) {
    CompletableFuture<Rows> known = ahead.remove(new Place(job.id(), page));
    if (known == null) {
      return results.rows(job, page);
    }
    try {
      return known.get();
    } catch (ExecutionException e) {
      // It was a guess: what failed then may succeed now.
      return results.rows(job, page);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(ErrorCode.UNAVAILABLE, "The server is stopping. Try again in a moment.");
    }
  }

  private void readAhead(Job job, String page) {
    Place place = new Place(job.id(), page);
    if (ahead.size() >= MOST || ahead.containsKey(place)) {
      return;
    }
    CompletableFuture<Rows> next = new CompletableFuture<>();
    if (ahead.putIfAbsent(place, next) != null) {
      return;
    }
    try {
      next.completeAsync(() -> results.rows(job, page), threads.executor());
      ScheduledFuture<?> unused =
          threads
              .scheduler()
              .schedule(() -> forget(place, next), LIFE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server stops.
      next.completeExceptionally(e);
      forget(place, next);
    }
  }

  private void forget(Place place, CompletableFuture<Rows> next) {
    if (ahead.remove(place, next)) {
      CompletableFuture<Void> unused = next.thenAccept(Rows::close);
    }
  }
}
