package io.querycast.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code paths/paths.txt}: paths, and the answer to each. */
public final class PathCorpus {
  private static final Path FILE = Path.of("src/test/resources/paths/paths.txt");
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

  private PathCorpus() {}

  /**
   * A line.
   *
   * @param status of the answer to GET without a token
   * @param target a character for each byte
   */
  public record Line(int status, String target) {
    /** The target without its query. */
    public String path() {
      return target.split("\\?", 2)[0];
    }

    public boolean isPlain() {
      return status != 400;
    }
  }

  /** All lines in order. */
  public static List<Line> lines() {
    try {
      return Files.readAllLines(FILE).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .map(parts -> new Line(Integer.parseInt(parts[0]), bytes(parts[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(String text) {
    return BYTE.matcher(text).replaceAll(PathCorpus::character);
  }

  private static String character(MatchResult escape) {
    return Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16)));
  }
}
