package io.querycast.warehouse;

import io.querycast.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Pages that many ask for at the same time: each is read from Redshift once, and is lent to
 * everybody who asks for it meanwhile. A first page, which all jobs of one statement are told, and
 * a page that somebody has waited for, are lent for a while longer. Then they are forgotten: rows
 * are not kept here.
 */
@Singleton
class SharedPages {
  /**
   * Long enough for all who open a page at the same time: with a quota of 20 pages a second, 600
   * answers may be asked for as often as anybody likes.
   */
  static final Duration LIFE = Duration.ofSeconds(30);

  /** The most bytes of all pages that are lent: some 16 large pages, or 200 small ones. */
  static final long MOST = 16L * 1024 * 1024;

  private record Place(String statementId, String token) {}

  /** A page that is read, or was read a moment ago. */
  private static final class Shared {
    private final CompletableFuture<Transcoder.Answer> answer = new CompletableFuture<>();
    private boolean isWanted;

    /** In bytes; 0 until it is kept. */
    private long size;

    Shared(Place place) {
      isWanted = place.token().isEmpty();
    }
  }

  private static final Logger LOG = Logger.getLogger(SharedPages.class.getName());

  private final Threads threads;

  /** The eldest first. */
  private final Map<Place, Shared> pages = new LinkedHashMap<>();

  /** The bytes of all pages that are kept. */
  private long held;

  @Inject
  SharedPages(Threads threads) {
    this.threads = threads;
  }

  /**
   * A page, lent to the caller, who gives its buffer back.
   *
   * @param token Redshift's name of the page; empty for the first
   * @param call reads the page; what it throws passes on to everybody who waits for it
   */
  Transcoder.Answer page(String statementId, String token, Supplier<Transcoder.Answer> call) {
    Place place = new Place(statementId, token);
    while (true) {
      Shared own = new Shared(place);
      Shared page = known(place, own);
      if (page == own) {
        return read(place, own, call);
      }
      Transcoder.Answer answer = await(page);
      if (lend(place, page, answer)) {
        return answer;
      }
    }
  }

  /** The page as somebody else reads it, or else the caller's own. */
  private synchronized Shared known(Place place, Shared own) {
    Shared known = pages.get(place);
    if (known != null) {
      known.isWanted = true;
      return known;
    }
    pages.put(place, own);
    return own;
  }

  private Transcoder.Answer read(Place place, Shared page, Supplier<Transcoder.Answer> call) {
    Transcoder.Answer answer;
    try {
      answer = call.get();
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        pages.remove(place);
      }
      page.answer.completeExceptionally(e);
      throw e;
    }
    if (keep(place, page, answer)) {
      forgetLater(place, page);
    }
    return answer;
  }

  /** Keeps a page that others want, and hands it to those who wait. */
  private synchronized boolean keep(Place place, Shared page, Transcoder.Answer answer) {
    long size = answer.body().buffer().size();
    boolean isKept = page.isWanted && size <= MOST;
    if (isKept) {
      makeRoom(size);
      answer.body().buffer().lend();
      page.size = size;
      held += size;
    } else {
      pages.remove(place);
    }
    page.answer.complete(answer);
    return isKept;
  }

  /** The eldest pages give way. */
  private void makeRoom(long size) {
    Iterator<Shared> eldest = pages.values().iterator();
    while (held + size > MOST) {
      Shared page = eldest.next();
      if (page.size > 0) {
        eldest.remove();
        release(page);
      }
    }
  }

  private void release(Shared page) {
    held -= page.size;
    page.answer.join().body().buffer().release();
  }

  private void forgetLater(Place place, Shared page) {
    try {
      ScheduledFuture<?> unused =
          threads
              .timer()
              .schedule(() -> forget(place, page), LIFE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends, and its memory with it", e);
    }
  }

  private static Transcoder.Answer await(Shared page) {
    try {
      return page.answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Lends a page, unless it was forgotten meanwhile. */
  private synchronized boolean lend(Place place, Shared page, Transcoder.Answer answer) {
    boolean isThere = pages.get(place) == page;
    if (isThere) {
      answer.body().buffer().lend();
    }
    return isThere;
  }

  private synchronized void forget(Place place, Shared page) {
    if (pages.remove(place, page)) {
      release(page);
    }
  }
}
