package io.querycast.rest;

import io.querycast.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many requests of one client are worked on at once, and their rate, so that a flood
 * from one client leaves the others alone. Further requests wait for their turn, without a thread.
 * The clients that wait are served in rotation. A request is refused if it waits too long, or if
 * too many wait when it comes.
 */
final class RateLimiter {
  /**
   * The limits.
   *
   * @param leastAtOnce how many requests of one client may be worked on at once, even if the
   *     machine is busy
   * @param mostAtOnce the same, while the machine has room
   * @param atOnceInAll how many requests of all clients may be worked on at once
   * @param burst how many requests of one client may be worked on in a row, without a pause
   * @param perSecond how many requests of one client may be worked on each second in the long run
   * @param waiting how many requests of one client may wait
   * @param waitingInAll how many requests of all clients may wait
   * @param patience how long a request may wait
   * @param longest when a turn is over; a request that takes longer waits for something itself, and
   *     has a limit where it waits
   */
  record Bounds(
      int leastAtOnce,
      int mostAtOnce,
      int atOnceInAll,
      int burst,
      double perSecond,
      int waiting,
      int waitingInAll,
      Duration patience,
      Duration longest) {}

  /** The decision about a new request. */
  enum Entry {
    /** It has its turn now, and must {@link #leave}. */
    NOW,
    /** It is told later that it has its turn, or that it is refused. */
    LATER,
    REFUSED
  }

  /** A request that waits. It is told once, by a thread that it must not hold up. */
  interface Waiter {
    /**
     * The wait is over.
     *
     * @param hasTurn true if it is worked on now, and must {@link #leave}; false if it is refused
     */
    void told(boolean hasTurn);
  }

  /** How many clients are remembered. A forgotten client has a full bucket again. */
  static final int CLIENTS = 10_000;

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Waiting(Waiter waiter, long since) {}

  private record AtWork(Line line, long since) {}

  private record News(Waiter waiter, boolean hasTurn) {
    void tell() {
      waiter.told(hasTurn);
    }
  }

  /** One client's requests: how many are worked on, how many more may be, and which wait. */
  private final class Line {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int inTurn;
    private double left = bounds.burst();
    private long filled = ticks.nanos();

    boolean isFree() {
      fill();
      return inTurn < atOnce && atWork.size() < bounds.atOnceInAll() && left >= 1;
    }

    void take(Waiter request) {
      left--;
      inTurn++;
      atWork.put(request, new AtWork(this, ticks.nanos()));
    }

    boolean isIdle() {
      return inTurn == 0 && waiting.isEmpty();
    }

    private void fill() {
      long now = ticks.nanos();
      left = Math.min(bounds.burst(), left + (now - filled) * bounds.perSecond() / SECOND);
      filled = now;
    }
  }

  private final Bounds bounds;
  private final NanoClock ticks;

  /** By client. The most recent client is the last. */
  private final Map<String, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

  /** The lines with requests that wait. The first is looked at first. */
  private final Deque<Line> rotation = new ArrayDeque<>();

  /** The requests that have their turn, oldest first. */
  private final Map<Waiter, AtWork> atWork = new LinkedHashMap<>();

  private int waitingInAll;

  /** How many requests of one client may be worked on at once under the machine's present load. */
  private int atOnce;

  RateLimiter(Bounds bounds, NanoClock ticks) {
    this.bounds = bounds;
    this.ticks = ticks;
    this.atOnce = bounds.mostAtOnce();
  }

  /**
   * Adds a request.
   *
   * @param client who sends it
   * @param request is told if the answer is {@link Entry#LATER}, perhaps before this method returns
   */
  synchronized Entry enter(String client, Waiter request) {
    Line line = line(client);
    if (line.waiting.isEmpty() && line.isFree()) {
      line.take(request);
      return Entry.NOW;
    }
    if (line.waiting.size() >= bounds.waiting() || waitingInAll >= bounds.waitingInAll()) {
      return Entry.REFUSED;
    }
    if (line.waiting.isEmpty()) {
      rotation.add(line);
    }
    line.waiting.add(new Waiting(request, ticks.nanos()));
    waitingInAll++;
    return Entry.LATER;
  }

  /**
   * Ends a request's turn, so that another request gets one. If the turn is over already, this
   * changes nothing.
   */
  void leave(Waiter request) {
    List<News> news;
    synchronized (this) {
      if (!end(request)) {
        return;
      }
      news = next();
    }
    news.forEach(News::tell);
  }

  private boolean end(Waiter request) {
    AtWork known = atWork.remove(request);
    if (known == null) {
      return false;
    }
    known.line().inTurn--;
    return true;
  }

  /**
   * Charges a client for a request that costs more than one turn. A client with an empty bucket
   * owes the rest, at most what one second gives it.
   *
   * @param price how many more of the burst it costs
   */
  synchronized void charge(String client, int price) {
    Line line = line(client);
    line.fill();
    line.left = Math.max(-bounds.perSecond(), line.left - price);
  }

  /** Whether a client may do what takes no turn: its bucket is not empty. */
  synchronized boolean isTrusted(String client) {
    Line line = line(client);
    line.fill();
    return line.left >= 1;
  }

  /**
   * Says how busy the machine is. While it is busy, a client has fewer requests at once. Otherwise
   * it slowly gets more.
   */
  synchronized void busy(boolean isBusy) {
    atOnce =
        isBusy
            ? Math.max(bounds.leastAtOnce(), atOnce / 2)
            : Math.min(bounds.mostAtOnce(), atOnce + 1);
  }

  /**
   * Fills buckets, ends turns, and refuses requests that have waited too long. It must be called
   * often.
   */
  void look() {
    List<News> news;
    synchronized (this) {
      long now = ticks.nanos();
      while (!atWork.isEmpty()
          && now - atWork.values().iterator().next().since() >= bounds.longest().toNanos()) {
        end(atWork.keySet().iterator().next());
      }
      news = next();
      for (Iterator<Line> all = rotation.iterator(); all.hasNext(); ) {
        Line line = all.next();
        while (!line.waiting.isEmpty() && hasWaited(line.waiting.peek())) {
          news.add(new News(line.waiting.poll().waiter(), false));
          waitingInAll--;
        }
        if (line.waiting.isEmpty()) {
          all.remove();
        }
      }
    }
    news.forEach(News::tell);
  }

  private boolean hasWaited(Waiting one) {
    return ticks.nanos() - one.since() >= bounds.patience().toNanos();
  }

  /** Gives the free turns to the clients in rotation, one at a time. */
  private List<News> next() {
    List<News> news = new ArrayList<>();
    int passed = 0;
    while (passed < rotation.size() && atWork.size() < bounds.atOnceInAll()) {
      Line line = rotation.poll();
      if (line.isFree()) {
        Waiter request = line.waiting.poll().waiter();
        line.take(request);
        news.add(new News(request, true));
        waitingInAll--;
        passed = 0;
      } else {
        passed++;
      }
      if (!line.waiting.isEmpty()) {
        rotation.add(line);
      }
    }
    return news;
  }

  private Line line(String client) {
    Line known = lines.get(client);
    if (known != null) {
      return known;
    }
    Line line = new Line();
    lines.put(client, line);
    if (lines.size() > CLIENTS) {
      // Few lines are busy, because of the limits above.
      Iterator<Line> eldestFirst = lines.values().iterator();
      while (!eldestFirst.next().isIdle()) {}
      eldestFirst.remove();
    }
    return line;
  }

  /** How many clients are remembered. */
  synchronized int clients() {
    return lines.size();
  }
}
