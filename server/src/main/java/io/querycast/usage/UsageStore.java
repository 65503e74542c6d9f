package io.querycast.usage;

import io.querycast.Price;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The sums of each node in DynamoDB: one small item for each subject and each life of a node. A
 * partition holds a day.
 */
@Singleton
class UsageStore {
  /** One year can be compared with the one before. */
  static final Period LIFE = Period.ofDays(400);

  private final Table table;

  /** Of this life of the node: a sum begins at zero with it. */
  private final String node = UUID.randomUUID().toString();

  @Inject
  UsageStore(Table table) {
    this.table = table;
  }

  /** Writes a sum of this node, in place of the one that it wrote before. */
  void put(Subject subject, Counts sum) {
    Item item = new Item(day(subject.day()), begin(subject.kind()) + subject.name() + "#" + node);
    item.text("name", subject.name().isEmpty() ? null : subject.name());
    item.number("asked", sum.asked());
    item.number("statements", sum.statements());
    item.number("shared", sum.shared());
    item.number("reused", sum.reused());
    item.number("warehouseNanos", sum.warehouse().toNanos());
    item.number("savedNanos", sum.saved().toNanos());
    item.number("bytes", sum.bytes());
    item.number("calls", sum.calls());
    item.text("price", sum.price() == null ? null : sum.price().toString());
    table.put(item.expiresAt(subject.day().plus(LIFE).atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  /** The sums of a day, of all nodes, by name; the name of own SQL, and of nobody, is empty. */
  Map<String, Counts> day(LocalDate day, Subject.Kind kind) {
    return table
        .beginning(day(day), begin(kind))
        .collect(Collectors.toMap(UsageStore::name, UsageStore::counts, Counts::plus));
  }

  private static String name(Item item) {
    return item.has("name") ? item.text("name") : "";
  }

  private static Counts counts(Item item) {
    return new Counts(
        item.number("asked"),
        item.number("statements"),
        item.number("shared"),
        item.number("reused"),
        Duration.ofNanos(item.number("warehouseNanos")),
        Duration.ofNanos(item.number("savedNanos")),
        item.number("bytes"),
        item.number("calls"),
        item.has("price") ? Price.parse(item.text("price")) : null);
  }

  private static String day(LocalDate day) {
    return "usage#" + day;
  }

  private static String begin(Subject.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT) + "#";
  }
}
