package io.querycast.result;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits how many answers of rows are on their way at once, for one user and for the node. Each
 * answer holds a thread and pages in memory until its reader has taken it.
 */
final class ConcurrencyLimit {
  private final int mostOfUser;
  private final int most;
  private final Map<String, Integer> byUser = new HashMap<>();
  private int all;

  ConcurrencyLimit(int mostOfUser, int most) {
    this.mostOfUser = mostOfUser;
    this.most = most;
  }

  /** The right of one answer to be on its way, until it is closed. A second close does nothing. */
  final class Permit implements AutoCloseable {
    private final String user;
    private boolean isOver;

    private Permit(String user) {
      this.user = user;
    }

    @Override
    public void close() {
      synchronized (ConcurrencyLimit.this) {
        if (!isOver) {
          isOver = true;
          all--;
          byUser.computeIfPresent(user, (unused, count) -> count == 1 ? null : count - 1);
        }
      }
    }
  }

  /**
   * Lets one more through.
   *
   * @throws Problem if there are too many
   */
  synchronized Permit enter(String user) {
    if (byUser.getOrDefault(user, 0) >= mostOfUser) {
      throw new Problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "You are reading %d results already: let one end first.".formatted(mostOfUser));
    }
    if (all >= most) {
      throw new Problem(
          ErrorCode.UNAVAILABLE, "Many results are being read. Try again in a moment.");
    }
    all++;
    byUser.merge(user, 1, Integer::sum);
    return new Permit(user);
  }
}
