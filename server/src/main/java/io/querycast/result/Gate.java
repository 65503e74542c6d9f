package io.querycast.result;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets so many answers of rows be on their way at once, for a user and for the node. Each holds a
 * thread and pages in memory for as long as its reader takes.
 */
final class Gate {
  private final int mostOfUser;
  private final int most;
  private final Map<String, Integer> byUser = new HashMap<>();
  private int all;

  Gate(int mostOfUser, int most) {
    this.mostOfUser = mostOfUser;
    this.most = most;
  }

  /**
   * Lets one more through; {@link #leave} must follow.
   *
   * @throws Problem when there are too many
   */
  synchronized void enter(String user) {
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
  }

  synchronized void leave(String user) {
    all--;
    byUser.computeIfPresent(user, (unused, count) -> count == 1 ? null : count - 1);
  }
}
