package io.querycast.usage;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.JsonValues;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adds up the days that an operator asks for. */
@Singleton
class UsageReport {
  /** A report has up to this many rows: those that took most. */
  static final int MOST_ROWS = 1_000;

  /** By what the sums are told apart. */
  enum By {
    DAY,
    QUERY,
    USER;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final UsageStore store;

  @Inject
  UsageReport(UsageStore store) {
    this.store = store;
  }

  /**
   * What was asked from one day to another, both included, and what it took. Days come in their
   * order, everything else by the time of the warehouse, the longest first.
   */
  JsonObject of(LocalDate from, LocalDate to, By by) {
    Map<String, Counts> sums = sums(from.datesUntil(to.plusDays(1)).toList(), by);
    Comparator<Map.Entry<String, Counts>> order =
        by == By.DAY
            ? Map.Entry.comparingByKey()
            : Comparator.comparing(
                    (Map.Entry<String, Counts> row) -> row.getValue().warehouse(),
                    Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey());
    JsonArrayBuilder rows = JSON.createArrayBuilder();
    sums.entrySet().stream()
        .sorted(order)
        .limit(MOST_ROWS)
        .forEach(row -> rows.add(row(by, row.getKey(), row.getValue())));
    return JSON.createObjectBuilder()
        .add("from", from.toString())
        .add("to", to.toString())
        .add("by", by.wireName())
        .add("rows", rows)
        .add("isAll", sums.size() <= MOST_ROWS)
        .add("total", sums.values().stream().reduce(Counts.NONE, Counts::plus).toJson())
        .build();
  }

  private Map<String, Counts> sums(List<LocalDate> days, By by) {
    Subject.Kind kind = by == By.USER ? Subject.Kind.USER : Subject.Kind.QUERY;
    Map<String, Counts> sums = new HashMap<>();
    for (LocalDate day : days) {
      store
          .day(day)
          .forEach(
              (subject, sum) -> {
                if (subject.kind() == kind) {
                  sums.merge(by == By.DAY ? day.toString() : subject.name(), sum, Counts::plus);
                }
              });
    }
    return sums;
  }

  private static JsonObjectBuilder row(By by, String name, Counts sum) {
    return JSON.createObjectBuilder()
        .add(by.wireName(), JsonValues.text(name.isEmpty() ? null : name))
        .addAll(sum.toJson());
  }
}
