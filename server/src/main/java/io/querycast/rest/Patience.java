package io.querycast.rest;

import io.querycast.rest.TcpConnection.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the server waits for clients. A head and a body must each be whole within a time,
 * however steadily their bytes come. No head may be longer than the longest valid one. An answer
 * has no time limit, because honest people read large answers slowly. But while many threads wait
 * for readers, each reader must take some of its answer every minute. Only a limited number of
 * threads may wait: the client that reads least is cut off, and of several the one that has waited
 * longest.
 */
final class Patience {
  /** The longest time from the first look at an unfinished head or body until it is whole. */
  static final Duration WHOLE = Duration.ofSeconds(10);

  /** {@link BodyFilter} answers first, if it can. */
  static final Duration AFTER_WORD = Duration.ofSeconds(2);

  /** Threads that may wait for clients; {@code server.xml} starts with 128. */
  static final int MOST_THREADS = 48;

  /** A node sends up to 32 whole results at once. Half of these stay free for other clients. */
  static final int MANY_THREADS = 16;

  /**
   * A reader takes this much of an answer in the time below. Otherwise it does not count as
   * reading.
   */
  static final int LEAST_READ = 64 * 1024;

  static final Duration READ_WITHIN = Duration.ofMinutes(1);

  /** A client that was given up and is still there is given up again after this time. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /**
   * What a connection waits for.
   *
   * @param moved how far its answer, or its head, was at the last look
   * @param readNanos when enough of its answer had last been read
   * @param readMoved how far it was then
   * @param givenUpNanos when it was given up; null if it was not
   */
  private record Wait(
      Phase phase,
      int request,
      long sinceNanos,
      long moved,
      long readNanos,
      long readMoved,
      Long givenUpNanos) {
    boolean isOf(TcpConnection connection) {
      return phase == connection.phase() && request == connection.requests();
    }
  }

  private Map<Object, Wait> waits = new HashMap<>();

  /**
   * Looks at all connections that wait.
   *
   * @param now nanoseconds of a clock that only goes forward
   * @return those that have waited for too long, each once
   */
  List<TcpConnection> over(List<TcpConnection> waiting, long now) {
    Map<Object, Wait> before = waits;
    waits = new HashMap<>();
    List<TcpConnection> over = new ArrayList<>();
    List<TcpConnection> holding = new ArrayList<>();
    for (TcpConnection each : waiting) {
      Wait wait = goneOn(before.get(each.id()), each, now);
      waits.put(each.id(), wait);
      if (wait.givenUpNanos() != null) {
        continue;
      }
      if (isTooLong(wait, now)) {
        over.add(each);
      } else if (each.holdsThread()) {
        holding.add(each);
      }
    }
    if (holding.size() > MANY_THREADS) {
      List<TcpConnection> unread =
          holding.stream()
              .filter(each -> now - waits.get(each.id()).readNanos() >= READ_WITHIN.toNanos())
              .toList();
      over.addAll(unread);
      holding.removeAll(unread);
    }
    if (holding.size() > MOST_THREADS) {
      holding.sort(
          Comparator.<TcpConnection>comparingLong(each -> moved(before.get(each.id()), each))
              .thenComparingLong(each -> waits.get(each.id()).sinceNanos()));
      over.addAll(holding.subList(0, holding.size() - MOST_THREADS));
    }
    over.forEach(each -> waits.computeIfPresent(each.id(), (id, wait) -> givenUp(wait, now)));
    return over;
  }

  private static Wait goneOn(Wait last, TcpConnection connection, long now) {
    boolean isSame = last != null && last.isOf(connection);
    boolean isGivenUp =
        isSame && last.givenUpNanos() != null && now - last.givenUpNanos() < AGAIN.toNanos();
    boolean isRead = !isSame || connection.moved() - last.readMoved() >= LEAST_READ;
    return new Wait(
        connection.phase(),
        connection.requests(),
        isSame ? last.sinceNanos() : now,
        connection.moved(),
        isRead ? now : last.readNanos(),
        isRead ? connection.moved() : last.readMoved(),
        isGivenUp ? last.givenUpNanos() : null);
  }

  private static Wait givenUp(Wait wait, long now) {
    return new Wait(
        wait.phase(),
        wait.request(),
        wait.sinceNanos(),
        wait.moved(),
        wait.readNanos(),
        wait.readMoved(),
        now);
  }

  /**
   * Kilobytes of the same answer since the last look. A byte now and then does not count as
   * reading.
   */
  private static long moved(Wait last, TcpConnection connection) {
    return last != null && last.isOf(connection) ? (connection.moved() - last.moved()) / 1024 : 0;
  }

  private static boolean isTooLong(Wait wait, long now) {
    if (wait.phase() == Phase.HEAD && wait.moved() > Message.MOST_HEAD) {
      return true;
    }
    Duration limit = limit(wait.phase());
    return limit != null && now - wait.sinceNanos() >= limit.toNanos();
  }

  /** Returns null if there is no time limit, only a limit of threads. */
  private static Duration limit(Phase phase) {
    return switch (phase) {
      case HEAD -> WHOLE;
      case BODY -> WHOLE.plus(AFTER_WORD);
      default -> null;
    };
  }
}
