package io.querycast.bench.crowd;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One person opens the page, and it asks five questions.
 *
 * @param after the beginning of the scene
 */
record Visit(Duration after, List<Question> questions) {
  private static final int SEED = 2026;
  private static final int MONTHS = 12;

  /**
   * A query of the catalogue with its arguments.
   *
   * @param query its name
   */
  record Question(String query, Map<String, String> arguments) {}

  /** As many visits within a time, in its order. Most people ask for the same few months. */
  static List<Visit> of(int people, Duration time) {
    Random random = new Random(SEED);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      Duration after = Duration.ofMillis((long) (time.toMillis() * random.nextDouble()));
      visits.add(
          new Visit(
              after,
              List.of(
                  ofMonth("trips-by-day", random),
                  ofMonth("busiest-hours", random),
                  ofMonth("payment-mix", random),
                  ofDays("fare-by-distance", random),
                  ofDays("trips", random))));
    }
    visits.sort((a, b) -> a.after.compareTo(b.after));
    return visits;
  }

  private static Question ofMonth(String query, Random random) {
    return new Question(query, Map.of("month", "2015-%02d".formatted(month(random))));
  }

  private static Question ofDays(String query, Random random) {
    LocalDate first = LocalDate.of(2015, month(random), 1);
    LocalDate last = first.plusMonths(1).minusDays(1);
    return new Question(query, Map.of("from", first.toString(), "to", last.toString()));
  }

  /** Zipf's law: the second month half as often as the first, the third a third as often. */
  private static int month(Random random) {
    double sum = 0;
    for (int rank = 1; rank <= MONTHS; rank++) {
      sum += 1.0 / rank;
    }
    double left = random.nextDouble() * sum;
    int rank = 0;
    do {
      left -= 1.0 / ++rank;
    } while (left > 0 && rank < MONTHS);
    return rank;
  }
}
