package io.querycast.local.sql;

import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Measures what the translator costs; {@code bench/translate/run} starts it. */
final class TranslatorSpeed {
  private static final Path SOURCES = Path.of("src/main/java/io/querycast/local/sql");
  private static final int ROUNDS = 200;

  private TranslatorSpeed() {}

  public static void main(String[] arguments) throws IOException {
    List<String> texts = Texts.cases();
    List<long[]> rounds = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long[] times = texts.stream().mapToLong(TranslatorSpeed::time).toArray();
      first = i == 0 ? Arrays.stream(times).sum() : first;
      rounds.add(times);
    }
    long[] warm = rounds.get(ROUNDS - 1).clone();
    Arrays.sort(warm);
    System.out.printf("lines %d in %d files%n", lines(), sources().size());
    System.out.printf("statements %d%n", texts.size());
    System.out.printf("cold, each on average %.0f us%n", first / 1e3 / texts.size());
    System.out.printf("warm, median %.1f us%n", warm[warm.length / 2] / 1e3);
    System.out.printf("warm, 99 of 100 below %.1f us%n", warm[warm.length * 99 / 100] / 1e3);
    String longest = "select 1" + " + 1".repeat(24_998);
    System.out.printf("100,000 characters %.1f ms%n", time(longest) / 1e6);
  }

  private static long time(String text) {
    long start = System.nanoTime();
    try {
      Translator.translate(text, TestTables.TICKIT);
    } catch (Refused e) {
      // A refusal takes its time too.
    }
    return System.nanoTime() - start;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static int lines() throws IOException {
    int lines = 0;
    for (Path source : sources()) {
      lines += Files.readAllLines(source).size();
    }
    return lines;
  }
}
