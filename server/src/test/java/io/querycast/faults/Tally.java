package io.querycast.faults;

import io.querycast.faults.History.Beat;
import io.querycast.faults.History.Lost;
import io.querycast.faults.History.Relented;
import io.querycast.faults.History.Struck;
import io.querycast.faults.History.Told;
import io.querycast.faults.History.Way;
import io.querycast.faults.Ledger.Executed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The figures of many seeds. */
final class Tally {
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final SortedMap<String, Long> faults = new TreeMap<>();
  private final List<Long> delays = new ArrayList<>();
  private long clean;
  private long failed;

  synchronized void add(Outcome outcome) {
    if (outcome.isClean()) {
      clean++;
    } else {
      failed++;
    }
    count("jobs", outcome.ledger().jobs().size());
    count("statements", outcome.ledger().statements().size());
    outcome.ledger().jobs().forEach(job -> count("ended as " + job.state(), 1));
    outcome
        .ledger()
        .jobs()
        .forEach(
            job ->
                count(
                    "learned by "
                        + (job.learnedFrom().isEmpty()
                            ? "nobody: ended at once"
                            : job.learnedFrom()),
                    1));
    outcome
        .plan()
        .strikes()
        .forEach(strike -> faults.merge(strike.nemesis().kind(), 1L, Long::sum));
    count("beats", outcome.history().all(Beat.class).count());
    count(
        "sockets lost",
        outcome
            .history()
            .all(Lost.class)
            .filter(
                lost ->
                    lost.why().startsWith("closed with 1")
                        || lost.why().startsWith("closed with 4"))
            .count());
    busy(outcome);
    endings(outcome);
  }

  private void busy(Outcome outcome) {
    Map<String, Long> ends =
        outcome
            .history()
            .all(Relented.class)
            .filter(relented -> relented.fault().startsWith(Canary.BUSY))
            .collect(Collectors.toMap(Relented::fault, Relented::at));
    outcome
        .history()
        .all(Struck.class)
        .filter(struck -> ends.containsKey(struck.fault()))
        .forEach(
            struck ->
                count("ms while this machine was busy", ends.get(struck.fault()) - struck.at()));
  }

  /** Counts a seed that could not be run at all. */
  synchronized void addBroken() {
    failed++;
  }

  /** Counts how each tab was first told of each ending, and how long after it. */
  private void endings(Outcome outcome) {
    Map<String, Long> ends =
        outcome.ledger().statements().stream()
            .collect(
                Collectors.toMap(
                    each -> String.valueOf(each.name()), Executed::updatedAt, Math::min));
    Map<String, Long> opens =
        outcome.plan().tabs().stream()
            .collect(Collectors.toMap(Plan.TabPlan::name, Plan.TabPlan::opensAt));
    Set<String> known = new HashSet<>();
    outcome
        .history()
        .all(Told.class)
        .filter(told -> told.job().isEnded() && told.way() != Way.ASKED)
        .filter(told -> known.add(told.tab() + told.job().id()))
        .forEach(
            told -> {
              count("told by " + told.way().name().toLowerCase(Locale.ROOT), 1);
              Long end = ends.get(told.job().id());
              if (end != null) {
                delays.add(Math.max(0, told.at() - Math.max(end, opens.get(told.tab()))));
              }
            });
  }

  private void count(String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  synchronized long failed() {
    return failed;
  }

  synchronized long seeds() {
    return clean + failed;
  }

  /** One line for the console. */
  synchronized String line() {
    return "%d seeds clean, %d not; %d jobs"
        .formatted(clean, failed, counts.getOrDefault("jobs", 0L));
  }

  /** All figures, as a Markdown table. */
  synchronized String table() {
    StringBuilder text = new StringBuilder("| figure | |\n|---|---|\n");
    Map<String, Long> seeds = Map.of("seeds clean", clean, "seeds not clean", failed);
    rows(text, new TreeMap<>(seeds), Function.identity());
    rows(text, counts, Function.identity());
    rows(text, faults, fault -> "fault: " + fault);
    List<Long> sorted = delays.stream().sorted().toList();
    if (!sorted.isEmpty()) {
      rows(
          text,
          new TreeMap<>(
              Map.of(
                  "from the end to a tab, median, ms",
                  sorted.get(sorted.size() / 2),
                  "from the end to a tab, 99 of 100, ms",
                  sorted.get((int) (sorted.size() * 0.99)),
                  "from the end to a tab, worst, ms",
                  sorted.get(sorted.size() - 1))),
          Function.identity());
    }
    return text.toString();
  }

  private static void rows(
      StringBuilder text, SortedMap<String, Long> metrics, Function<String, String> name) {
    metrics.forEach(
        (what, number) -> text.append("| %s | %,d |\n".formatted(name.apply(what), number)));
  }
}
