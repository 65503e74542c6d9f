package io.querycast.rest;

import io.querycast.rest.TcpConnection.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long clients are waited for. A head and a body must each be whole within a time, however
 * steadily they drip, and no head may be longer than one can be. For an answer there is no time,
 * since large ones are read slowly by honest people. But while many threads wait for readers, each
 * must take some of its answer in a minute; and only so many may wait: who reads least makes room,
 * and of several the one who has done so for longest.
 */
final class Patience {
  /** From the first look that sees it missing until a head or a body is whole. */
  static final Duration WHOLE = Duration.ofSeconds(10);

  /** {@link BodyFilter} says so first, where it can. */
  static final Duration AFTER_WORD = Duration.ofSeconds(2);

  /** Threads that may wait for clients; {@code server.xml} starts with 128. */
  static final int MOST_THREADS = 48;

  /** Of the 32 whole results that a node sends at once, others shall have half. */
  static final int MANY_THREADS = 16;

  /** As much of an answer is taken in as long a time, or it is not read. */
  static final int LEAST_READ = 64 * 1024;

  static final Duration READ_WITHIN = Duration.ofMinutes(1);

  /** Whoever was given up and is still there is given up again after so long. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /**
   * What a connection waits for.
   *
   * @param moved how far its answer, or its head, was at the last look
   * @param readNanos when enough of its answer had been read for the last time
   * @param readMoved how far it was then
   * @param givenUpNanos when it was given up; null while it is not
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
   * @return those that have been waited for long enough, each once
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

  /** Kilobytes of the same answer since the last look: a byte now and then is no reading. */
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

  /** Null where only threads are counted. */
  private static Duration limit(Phase phase) {
    return switch (phase) {
      case HEAD -> WHOLE;
      case BODY -> WHOLE.plus(AFTER_WORD);
      default -> null;
    };
  }
}
