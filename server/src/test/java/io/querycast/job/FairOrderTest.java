package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  void aShortJobPassesALongOne() {
    JobStore.Waiting slow = waiting("a", 0, Duration.ofMinutes(1));
    JobStore.Waiting quick = waiting("b", 240, Duration.ofSeconds(2));

    assertEquals(List.of(quick, slow), FairOrder.of(List.of(slow, quick), Map.of()));
  }

  @Test
  void aShortJobPassesTheLongOnesOfItsOwnUserToo() {
    JobStore.Waiting slow = waiting("a", 0, Duration.ofMinutes(1));
    JobStore.Waiting quick = waiting("a", 10, Duration.ofSeconds(2));

    assertEquals(List.of(quick, slow), FairOrder.of(List.of(slow, quick), Map.of()));
  }

  @Test
  void whoseDurationIsUnknownIsBetweenTheShortAndTheLong() {
    JobStore.Waiting slow = waiting("a", 0, Duration.ofSeconds(20));
    JobStore.Waiting unknown = waiting("b", 0, null);
    JobStore.Waiting quick = waiting("c", 0, Duration.ofSeconds(5));

    assertEquals(
        List.of(quick, unknown, slow), FairOrder.of(List.of(slow, unknown, quick), Map.of()));
  }

  /** One slot, which each job has for a second, and every second a short job of somebody new. */
  @Test
  void aLongJobIsNotStarvedByAnEndlessStreamOfShortOnes() {
    List<JobStore.Waiting> waiting = new ArrayList<>();
    JobStore.Waiting slow = waiting("a", 0, Duration.ofHours(1));
    waiting.add(slow);
    int second = 0;
    while (waiting.contains(slow)) {
      waiting.add(waiting("b" + second, second, Duration.ZERO));
      waiting.remove(FairOrder.of(waiting, Map.of()).get(0));
      second++;
    }

    assertEquals(ShortFirst.LONGEST_DELAY.toSeconds() + 1, second);
  }

  @Test
  void noJobWaitsForOneThatWasSubmittedFiveMinutesLater() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      JobStore.Waiting first = waiting("a", 0, Duration.ofSeconds(random.nextInt(10_000)));
      JobStore.Waiting later = waiting("b", 301, Duration.ofSeconds(random.nextInt(10_000)));

      assertEquals(List.of(first, later), FairOrder.of(List.of(later, first), Map.of()));
    }
  }

  /** Half of them ask for what takes a minute, and the others for what takes a second. */
  @Test
  void usersGetEqualSharesHoweverLongTheirJobsTake() {
    List<JobStore.Waiting> waiting = new ArrayList<>();
    for (int user = 0; user < 100; user++) {
      for (int i = 0; i < 10; i++) {
        Duration usual = Duration.ofSeconds(user % 2 == 0 ? 60 : 1);
        waiting.add(waiting("user" + user, 100 * i + user, usual));
      }
    }

    assertTrue(jain(FairOrder.of(waiting, Map.of()), 450, 100) > 0.95);
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

    assertTrue(jain(FairOrder.of(waiting, Map.of()), 400, 100) > 0.95);
  }

  /** Jain's index of how many of the first jobs each user has. */
  private static double jain(List<JobStore.Waiting> order, int first, int users) {
    Map<String, Long> shares =
        order.stream()
            .limit(first)
            .collect(Collectors.groupingBy(JobStore.Waiting::owner, Collectors.counting()));
    double sum = shares.values().stream().mapToDouble(each -> each).sum();
    double squares = shares.values().stream().mapToDouble(each -> each * each).sum();
    return sum * sum / (users * squares);
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

  /** A job that was submitted at this second, and whose like usually take so long. */
  private static JobStore.Waiting waiting(String user, int second, Duration usual) {
    Job job = Samples.submittedBy(user, NOON.plusSeconds(second)).expecting(usual, null);
    return new JobStore.Waiting(user, user + second, ShortFirst.countsFrom(job));
  }
}
