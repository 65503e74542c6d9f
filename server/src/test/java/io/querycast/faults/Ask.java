package io.querycast.faults;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One job that a user asks for. Its rows are known beforehand, and each row carries the ask's mark.
 *
 * @param user who asks, from 0 on
 * @param number of this user's asks, from 0 on
 * @param rows how many rows there are
 * @param at when it is asked for, in milliseconds after the seed began
 * @param cancelAfter milliseconds from being accepted to being cancelled; negative for never
 * @param twice whether it is asked for again with the same key, although it was accepted
 * @param shared whether other users ask for exactly the same, under the same number
 * @param maxAge how old an answer may be that serves it, in seconds; negative if none may, and then
 *     it leaves none
 */
record Ask(
    int user,
    int number,
    Kind kind,
    int rows,
    long at,
    long cancelAfter,
    boolean twice,
    boolean shared,
    int maxAge) {
  /** A seed is over before an answer is so old, in seconds. */
  static final int ANY_AGE = 3_600;

  /** The statement below can make no more rows than this. */
  static final int MOST_ROWS = 10_000;

  /** Begins the mark of a text for which several users ask. */
  static final String ALL = "all/";

  private static final String NUMBERS =
      "with digits as (select 0 as d"
          + IntStream.range(1, 10)
              .mapToObj(" union all select %d"::formatted)
              .reduce("", String::concat)
          + "), numbers as (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d as n"
          + " from digits a, digits b, digits c, digits e) ";

  /** How it ends if nobody cancels it. */
  enum Kind {
    ROWS(
        NUMBERS
            + "select :mark as mark, n, n * 7919 % 10007 as hash, repeat('x', n % 200) as pad"
            + " from numbers where n < cast(:rows as int) order by n"),
    FAILS(
        NUMBERS
            + "select :mark as mark, 1 / (n - n) as broken"
            + " from numbers where n < cast(:rows as int)"),
    SLOW(
        NUMBERS
            + "select :mark as mark, sum(x.n * y.n % 7) as total"
            + " from numbers x, numbers y where x.n < cast(:rows as int)");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }
  }

  /** The user and the number: {@code u3/7}. */
  String mark() {
    return "u%d/%d".formatted(user, number);
  }

  /** The user of a mark: {@code u3}. */
  static String userOf(String mark) {
    return mark.substring(0, Math.max(0, mark.indexOf('/')));
  }

  /** The mark in the statement and in its rows: {@code u3/7}, or {@code all/7} if it is shared. */
  String text() {
    return shared ? ALL + number : mark();
  }

  /** The mark of an ask, by who asks and by the mark in the statement. */
  static String markOf(String user, String text) {
    return text.startsWith(ALL) ? user + "/" + text.substring(ALL.length()) : text;
  }

  boolean isCancelled() {
    return cancelAfter >= 0;
  }

  /** The body of the request. */
  JsonObject body() {
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("sql", kind.sql)
            .add("arguments", Json.createObjectBuilder().add("mark", text()).add("rows", rows));
    if (maxAge >= 0) {
      body.add("maxAge", "PT%dS".formatted(maxAge));
    }
    return body.build();
  }

  /** How many rows the statement has when it finishes. */
  int rowCount() {
    return kind == Kind.ROWS ? rows : 1;
  }

  /**
   * Its rows, each as the JSON of the wire. The sum of a slow statement is not known beforehand.
   */
  List<String> expectedRows() {
    return IntStream.range(0, rows)
        .mapToObj(
            n ->
                "[\"%s\",%d,%d,\"%s\"]".formatted(text(), n, n * 7919 % 10007, "x".repeat(n % 200)))
        .toList();
  }
}
