package io.querycast.faults;

import io.querycast.faults.Nemesis.Strike;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a seed asks for and what goes wrong. The same seed gives the same plan. The order in which
 * threads run is not part of it.
 *
 * @param users how many
 * @param tabs of all users
 * @param asks the fifty asks of all users
 * @param strikes a kill and at least two others
 */
record Plan(
    Size size, long seed, int users, List<TabPlan> tabs, List<Ask> asks, List<Strike> strikes) {
  private static final int JOBS = 50;

  /** Enough for fifty asks of five users. */
  private static final int TEXTS = 12;

  /** So many users watch a question. */
  private static final int WATCHERS = 2;

  /** All ask for a text within this time, in milliseconds. */
  private static final int TOGETHER = 500;

  /**
   * A tab of a user.
   *
   * @param user from 0 on
   * @param number of this user's tabs, from 0 on
   * @param opensAt milliseconds after the seed began
   * @param sessionLife how long its token is valid, in milliseconds
   * @param readsRows whether it fetches all rows of finished jobs
   * @param watches whether its user watches a question
   */
  record TabPlan(
      int user, int number, long opensAt, long sessionLife, boolean readsRows, boolean watches) {
    String name() {
      return userName() + "." + number;
    }

    String userName() {
      return "u" + user;
    }

    /** Whether this is the tab in which the user asks; the others only watch. */
    boolean asks() {
      return number == 0;
    }

    /** The user of a tab. */
    static String userOf(String tab) {
      return tab.substring(0, tab.indexOf('.'));
    }
  }

  /**
   * @param slower how many times slower everything runs than on a quiet machine; 1 or more
   */
  static Plan draw(Size size, Door door, long seed, int slower) {
    // The first random numbers of neighbouring seeds are alike.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int users = 5 + random.nextInt(4);
    boolean isShared = seed % 2 == 0 && seed > 0;
    List<TabPlan> tabs = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      tabs.add(tab(size, slower, random, user, 0, isShared));
      if (user == 0 || random.nextBoolean()) {
        tabs.add(tab(size, slower, random, user, 1, isShared));
      }
    }
    List<Ask> asks =
        isShared ? shared(size, slower, random, users) : asks(size, slower, random, users);
    List<Strike> strikes = new ArrayList<>();
    strikes.add(strike(size, slower, random, Nemeses.kill(random)));
    if (door != Door.NODE) {
      strikes.add(strike(size, slower, random, Nemeses.drawOfGateway(size, random)));
    }
    int others = 2 + random.nextInt(2);
    for (int i = 0; i < others; i++) {
      strikes.add(strike(size, slower, random, Nemeses.draw(size, random)));
    }
    if (isShared) {
      // Otherwise most statements are over before somebody else asks for the same.
      Nemesis slow = Nemeses.slowStatements(random);
      strikes.add(new Strike(slow, 0, (long) size.span * slower));
    }
    return new Plan(size, seed, users, List.copyOf(tabs), List.copyOf(asks), List.copyOf(strikes));
  }

  /** The users who watch the same question. */
  Set<Integer> watchers() {
    return tabs.stream().filter(TabPlan::watches).map(TabPlan::user).collect(Collectors.toSet());
  }

  /** Whether several users ask for the same, and nodes share statements among their jobs. */
  boolean isShared() {
    return asks.stream().anyMatch(Ask::shared);
  }

  /** The same plan with other strikes. */
  Plan with(List<Strike> others) {
    return new Plan(size, seed, users, tabs, asks, List.copyOf(others));
  }

  private static TabPlan tab(
      Size size, int slower, Random random, int user, int number, boolean isShared) {
    // Every fourth tab is opened later, as if somebody came back.
    long opensAt = random.nextInt(4) == 0 ? random.nextInt(size.span) : 0;
    long life = random.nextInt(4) == 0 ? 3_000 + random.nextInt(3_000) : 3_600_000;
    return new TabPlan(
        user,
        number,
        opensAt * slower,
        life * slower,
        number == 0 || random.nextBoolean(),
        isShared && user < WATCHERS);
  }

  private static List<Ask> asks(Size size, int slower, Random random, int users) {
    int[] numbers = new int[users];
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      int user = random.nextInt(users);
      asks.add(ask(size, slower, random, user, numbers[user]++));
    }
    return asks;
  }

  /** Each user asks for each of a few texts once at most, at about the same time as the others. */
  private static List<Ask> shared(Size size, int slower, Random random, int users) {
    List<Ask> asks = new ArrayList<>();
    for (int text = 0; text < TEXTS; text++) {
      Ask first = ask(size, slower, random, 0, text);
      // Every other text is asked for all the time, and answers serve those who come later.
      boolean isFresh = text % 2 == 0;
      int within = isFresh ? 3 * size.span : TOGETHER;
      for (int user = 0; user < users; user++) {
        asks.add(
            new Ask(
                user,
                text,
                isFresh ? Ask.Kind.ROWS : first.kind(),
                first.rows(),
                first.at() + (long) random.nextInt(within) * slower,
                random.nextInt(4) == 0 ? (long) random.nextInt(600) * slower : -1,
                random.nextInt(10) == 0,
                true,
                isFresh ? random.nextInt(4) == 0 ? 0 : Ask.ANY_AGE : -1));
      }
    }
    Collections.shuffle(asks, random);
    return asks.subList(0, JOBS);
  }

  private static Ask ask(Size size, int slower, Random random, int user, int number) {
    int draw = random.nextInt(100);
    Ask.Kind kind = draw < 72 ? Ask.Kind.ROWS : draw < 84 ? Ask.Kind.FAILS : Ask.Kind.SLOW;
    int rows = kind == Ask.Kind.SLOW ? 500 + random.nextInt(2000) : rows(random);
    boolean cancelled = random.nextInt(100) < (kind == Ask.Kind.SLOW ? 50 : 8);
    return new Ask(
        user,
        number,
        kind,
        kind == Ask.Kind.FAILS ? Math.max(1, rows) : rows,
        (long) random.nextInt(size.span) * slower,
        cancelled ? (long) random.nextInt(600) * slower : -1,
        random.nextInt(10) == 0,
        false,
        -1);
  }

  private static int rows(Random random) {
    int draw = random.nextInt(100);
    if (draw < 10) {
      return 0;
    }
    if (draw < 50) {
      return 1 + random.nextInt(20);
    }
    return draw < 88 ? 100 + random.nextInt(900) : 1000 + random.nextInt(3000);
  }

  private static Strike strike(Size size, int slower, Random random, Nemesis nemesis) {
    long at = random.nextInt(size.span);
    long lasts = 200L + random.nextInt(size.longestFault);
    return new Strike(nemesis, at * slower, lasts * slower);
  }
}
