package io.querycast.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The order in which waiting jobs get room. The next job always belongs to the user who has the
 * fewest running jobs; if several users have as few, the job whose waiting counts for most goes
 * first ({@link ShortFirst}). A user who asks for many jobs waits behind their own jobs.
 */
final class FairOrder {
  private FairOrder() {}

  /** A user's share so far, and the jobs that the user waits for, in their order. */
  private record Share(int running, Queue<JobStore.Waiting> waiting) {
    Share withOneMore() {
      return new Share(running + 1, waiting);
    }
  }

  private static final Comparator<Share> LEAST_FIRST =
      Comparator.comparingInt(Share::running)
          .thenComparing(share -> share.waiting().element().countsFrom())
          .thenComparing(share -> share.waiting().element().id());

  /**
   * @param running how many jobs each user has in Redshift
   */
  static List<JobStore.Waiting> of(List<JobStore.Waiting> waiting, Map<String, Integer> running) {
    Map<String, Queue<JobStore.Waiting>> byUser = new HashMap<>();
    waiting.stream()
        .sorted(
            Comparator.comparing(JobStore.Waiting::countsFrom).thenComparing(JobStore.Waiting::id))
        .forEach(job -> byUser.computeIfAbsent(job.owner(), user -> new ArrayDeque<>()).add(job));
    PriorityQueue<Share> shares = new PriorityQueue<>(LEAST_FIRST);
    byUser.forEach((user, jobs) -> shares.add(new Share(running.getOrDefault(user, 0), jobs)));
    List<JobStore.Waiting> order = new ArrayList<>(waiting.size());
    while (!shares.isEmpty()) {
      Share least = shares.remove();
      order.add(least.waiting().remove());
      if (!least.waiting().isEmpty()) {
        shares.add(least.withOneMore());
      }
    }
    return order;
  }
}
