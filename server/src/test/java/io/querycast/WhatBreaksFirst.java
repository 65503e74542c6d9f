package io.querycast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table of that name in docs/operations.md, and the load for which it is computed. Tests that
 * count what a node does compare their counts with it.
 */
public final class WhatBreaksFirst {
  /** The numbers of users in the table. */
  public static final List<Integer> USERS = List.of(10_000, 100_000, 1_000_000);

  private static final int USERS_FOR_A_JOB_A_SECOND = 1_440;
  private static final double ONLINE = 0.6;
  private static final int SOCKETS_OF_A_NODE = 2_000;

  private WhatBreaksFirst() {}

  /** How many jobs these users ask for in a second. */
  public static double jobsPerSecond(int users) {
    return (double) users / USERS_FOR_A_JOB_A_SECOND;
  }

  /** How many nodes hold the sockets of these users. */
  public static int nodes(int users) {
    return (int) (users * ONLINE / SOCKETS_OF_A_NODE);
  }

  /**
   * The row's first number for each of {@link #USERS}, without emphasis.
   *
   * @param what how the row begins
   */
  public static List<Long> row(String what) {
    try (Stream<String> lines = Files.lines(Path.of("../docs/operations.md"))) {
      String[] cells =
          lines
              .filter(line -> line.startsWith("| " + what))
              .findFirst()
              .orElseThrow(() -> new AssertionError("The table has no row '" + what + "'."))
              .split(" *\\| *");
      return Stream.of(cells[3], cells[4], cells[5]).map(WhatBreaksFirst::number).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(String cell) {
    return Long.parseLong(cell.replaceAll("[*,]", "").split(" ")[0]);
  }
}
