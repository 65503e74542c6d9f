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
 * Lets the requests of one client be worked on a few at a time and at a rate, so that a flood by
 * one leaves the others alone. What comes meanwhile waits for its turn, which holds no thread; the
 * clients that wait are served in rotation. Who waits for too long, or comes when too many wait, is
 * refused.
 */
final class RateLimiter {
  /**
   * How much is too much.
   *
   * @param leastAtOnce of one client's are worked on, however busy the machine is
   * @param mostAtOnce of one client's are worked on while the machine has room
   * @param atOnceInAll are worked on, whosesoever
   * @param burst of one client's are worked on in a row, without a pause
   * @param perSecond of one client's are worked on in the long run
   * @param waiting of one client's wait
   * @param waitingInAll wait, whosesoever
   * @param patience how long one waits
   * @param longest after which a turn is over: what takes longer waits for something itself, and is
   *     bounded where it does
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

  /** What becomes of a request that comes. */
  enum Entry {
    /** It has its turn now, and must {@link #leave}. */
    NOW,
    /** It is told later: that it has its turn, or that it is refused. */
    LATER,
    REFUSED
  }

  /** A request that waits; told once, by a thread that it must not keep. */
  interface Waiter {
    /**
     * The wait is over.
     *
     * @param hasTurn whether it is to be worked on, and must {@link #leave}; else it is refused
     */
    void told(boolean hasTurn);
  }

  /** As many clients are remembered; who is forgotten has a full bucket again. */
  static final int CLIENTS = 10_000;

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Waiting(Waiter waiter, long since) {}

  private record AtWork(Line line, long since) {}

  private record News(Waiter waiter, boolean hasTurn) {
    void tell() {
      waiter.told(hasTurn);
    }
  }

  /** One client's requests: how many are worked on, how many more may be, and who waits. */
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

  /** Who has been here last is the last. */
  private final Map<String, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

  /** The lines in which somebody waits; the first is looked at first. */
  private final Deque<Line> rotation = new ArrayDeque<>();

  /** The requests whose turn it is, oldest first. */
  private final Map<Waiter, AtWork> atWork = new LinkedHashMap<>();

  private int waitingInAll;

  /** Of one client's, as busy as the machine is now. */
  private int atOnce;

  RateLimiter(Bounds bounds, NanoClock ticks) {
    this.bounds = bounds;
    this.ticks = ticks;
    this.atOnce = bounds.mostAtOnce();
  }

  /**
   * One more request.
   *
   * @param client whose it is
   * @param request is told where the answer is {@link Entry#LATER}, perhaps before it is given
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
   * A request is not worked on any more: somebody else's turn. One whose turn is over already
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
   * A client's request came to nothing in a way that honest ones seldom do.
   *
   * @param price as many more of the burst it has cost
   */
  synchronized void charge(String client, int price) {
    Line line = line(client);
    line.fill();
    line.left = Math.max(0, line.left - price);
  }

  /** Whether a client may do what takes no turn: its bucket is not empty. */
  synchronized boolean isTrusted(String client) {
    Line line = line(client);
    line.fill();
    return line.left >= 1;
  }

  /** How busy the machine is now: a client has fewer at once while it is, and else slowly more. */
  synchronized void busy(boolean isBusy) {
    atOnce =
        isBusy
            ? Math.max(bounds.leastAtOnce(), atOnce / 2)
            : Math.min(bounds.mostAtOnce(), atOnce + 1);
  }

  /**
   * Time has passed: buckets have filled up, turns are over, and patience has ended. To be called
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

  /** Gives the turns that there are, one to a client, round and round. */
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
      // Those that are busy are few: the bounds above see to that.
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
