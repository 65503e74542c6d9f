package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairOrderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void theJobThatWaitsLongestIsFirst() {
    assertEquals(List.of("b1", "c2", "a3"), order(Map.of(), "c2", "a3", "b1"));
  }

  @Test
  void aUserWithManyJobsWaitsBehindTheirOwn() {
    assertEquals(
        List.of("a1", "b4", "c5", "a2", "a3"), order(Map.of(), "a1", "a2", "a3", "b4", "c5"));
  }

  @Test
  void aUserWithManyRunningJobsWaitsUntilTheOthersHaveAsMany() {
    assertEquals(List.of("b3", "b4", "a1", "a2"), order(Map.of("a", 2), "a1", "a2", "b3", "b4"));
  }

  @Test
  void manyUsersGetEqualSharesHoweverMuchOneAsksFor() {
    List<JobStore.Waiting> waiting = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      waiting.add(waiting("abuser", i));
    }
    for (int user = 0; user < 99; user++) {
      for (int i = 0; i < 4; i++) {
        waiting.add(waiting("user" + user, 2000 + i));
      }
    }

    Map<String, Long> firstRounds =
        FairOrder.of(waiting, Map.of()).stream()
            .limit(400)
            .collect(Collectors.groupingBy(JobStore.Waiting::owner, Collectors.counting()));

    double sum = firstRounds.values().stream().mapToDouble(each -> each).sum();
    double squares = firstRounds.values().stream().mapToDouble(each -> each * each).sum();
    assertTrue(sum * sum / (100 * squares) > 0.95, "Jain's index of " + firstRounds);
  }

  @Test
  void nobodyIsLeftOut() {
    List<JobStore.Waiting> waiting =
        IntStream.range(0, 500).mapToObj(i -> waiting("user" + i % 7, i)).toList();

    List<JobStore.Waiting> order = FairOrder.of(waiting, Map.of("user3", 200));

    assertEquals(waiting.size(), order.size());
    assertTrue(order.containsAll(waiting));
  }

  /** Jobs by name: the letter is the user, the number is the time. */
  private static List<String> order(Map<String, Integer> running, String... jobs) {
    List<JobStore.Waiting> waiting =
        List.of(jobs).stream()
            .map(job -> waiting(job.substring(0, 1), Integer.parseInt(job.substring(1))))
            .toList();
    return FairOrder.of(waiting, running).stream().map(job -> job.owner() + job.id()).toList();
  }

  private static JobStore.Waiting waiting(String user, int time) {
    return new JobStore.Waiting(user, Integer.toString(time), NOON.plusSeconds(time));
  }
}
