package io.querycast.usage;

import static io.querycast.rest.Json.JSON;

import io.querycast.Price;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.rest.JsonValues;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The sums of a day in DynamoDB: one item for each life of a node, and a partition for each day.
 */
@Singleton
class UsageStore {
  /** One year can be compared with the one before. */
  static final Period LIFE = Period.ofDays(400);

  private static final String NODE = "node#";
  private static final String SUMS = "sums";

  private final Table table;

  /** Of this life of the node: its sums begin at zero with it. */
  private final String node = NODE + UUID.randomUUID();

  @Inject
  UsageStore(Table table) {
    this.table = table;
  }

  /** Writes the sums of this node, in place of those that it wrote before. */
  void put(LocalDate day, Map<Subject, Counts> sums) {
    JsonArrayBuilder rows = JSON.createArrayBuilder();
    sums.forEach((subject, sum) -> rows.add(row(subject, sum)));
    table.put(
        new Item(key(day), node)
            .text(SUMS, rows.build().toString())
            .expiresAt(day.plus(LIFE).atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  /** The sums of a day, of all nodes. */
  Map<Subject, Counts> day(LocalDate day) {
    Map<Subject, Counts> sums = new HashMap<>();
    table
        .beginning(key(day), NODE)
        .forEach(
            item -> {
              try (JsonReader reader = JSON.createReader(new StringReader(item.text(SUMS)))) {
                for (JsonArray row : reader.readArray().getValuesAs(JsonArray.class)) {
                  sums.merge(subject(row), counts(row), Counts::plus);
                }
              }
            });
    return sums;
  }

  /** Without names: there may be a thousand of these in an item. */
  private static JsonArrayBuilder row(Subject subject, Counts sum) {
    return JSON.createArrayBuilder()
        .add(subject.kind().name())
        .add(subject.name())
        .add(sum.asked())
        .add(sum.statements())
        .add(sum.shared())
        .add(sum.reused())
        .add(sum.warehouse().toNanos())
        .add(sum.saved().toNanos())
        .add(sum.bytes())
        .add(sum.calls())
        .add(JsonValues.text(sum.price() == null ? null : sum.price().toString()));
  }

  private static Subject subject(JsonArray row) {
    return new Subject(Subject.Kind.valueOf(row.getString(0)), row.getString(1));
  }

  private static Counts counts(JsonArray row) {
    return new Counts(
        number(row, 2),
        number(row, 3),
        number(row, 4),
        number(row, 5),
        Duration.ofNanos(number(row, 6)),
        Duration.ofNanos(number(row, 7)),
        number(row, 8),
        number(row, 9),
        row.isNull(10) ? null : Price.parse(row.getString(10)));
  }

  private static long number(JsonArray row, int at) {
    return row.getJsonNumber(at).longValueExact();
  }

  private static String key(LocalDate day) {
    return "usage#" + day;
  }
}
