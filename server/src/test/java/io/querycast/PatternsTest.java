package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No pattern of server, page or local cloud takes more than twice as long for a text that is twice
 * as long. {@code patterns.json} has for each pattern a text that it finds. The tests repeat every
 * part of that text and count the characters that the engine looks at. For a new pattern, add such
 * a text.
 */
class PatternsTest {
  private static final String TEXTS =
      "((?:\"(?:[^\"\\\\]|\\\\.)*+\"|[A-Z_]++)(?:\\s*+\\+\\s*+(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[A-Z_]++))*+)";

  /** The places at which Java code passes a pattern. */
  private static final Pattern JAVA =
      Pattern.compile(
          "(?:Pattern\\.compile|\\.matches|\\.replaceAll|\\.replaceFirst|\\.split)\\(\\s*+"
              + TEXTS);

  private static final Pattern CONSTANT = Pattern.compile("String ([A-Z_]++) =\\s*+" + TEXTS);

  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|[A-Z_]++");

  private static final Pattern PAGE =
      Pattern.compile(
          "(?:[=(,:!&|?\\[;>]|return)\\s*/((?:[^/\\\\\\[\\n*]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*+\\])"
              + "(?:[^/\\\\\\[\\n]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*+\\])*+)/[dgimsuy]*[.),;\\s\\]]");

  /** Written behind each repeated part, so that the pattern fails at the end. */
  private static final List<String> ENDS = List.of("", "!", "\n", "a\u0000");

  private static final int TIMES = 128;

  private static JsonObject samples() throws IOException {
    try (InputStream file = PatternsTest.class.getResourceAsStream("/patterns.json");
        JsonReader reader = Json.createReader(file)) {
      return reader.readObject();
    }
  }

  @Test
  void everyPatternHasAText() throws IOException {
    Set<String> found = new TreeSet<>();
    sources("src/main/java", ".java").forEach(text -> java(text, found));
    sources("../local/src/main/java", ".java").forEach(text -> java(text, found));
    sources("../spa/src", ".ts", ".tsx").forEach(text -> page(text, found));

    Set<String> missing = new TreeSet<>(found);
    missing.removeAll(samples().keySet());
    Set<String> stale = new TreeSet<>(samples().keySet());
    stale.removeAll(found);
    assertEquals(Set.of(), missing, "patterns without a text in patterns.json");
    assertEquals(Set.of(), stale, "texts of patterns that no longer exist");
  }

  /** Patterns that are used on short texts alone are not among them. */
  static Set<String> all() throws IOException {
    JsonObject samples = samples();
    return samples.keySet().stream()
        .filter(each -> !samples.get(each).toString().startsWith("{\"limit\":"))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTextTwiceAsLongIsAtMostTwiceTheWork(String written) throws IOException {
    Pattern pattern = Pattern.compile(written);
    boolean isWhole = samples().get(written) instanceof JsonObject;
    String sample =
        isWhole
            ? samples().getJsonObject(written).getString("whole")
            : samples().getString(written);
    assertTrue(pattern.matcher(sample).find(), "it does not find its text");
    for (int from = 0; from <= sample.length(); from++) {
      for (int to = from + 1; to <= sample.length(); to++) {
        for (String end : ENDS) {
          String before = sample.substring(0, from);
          String part = sample.substring(from, to);
          String after = end.isEmpty() ? sample.substring(to) : end;
          long once = work(pattern, isWhole, before + part.repeat(TIMES) + after);
          long twice = work(pattern, isWhole, before + part.repeat(2 * TIMES) + after);
          assertTrue(
              twice < 3 * once + 1000,
              () ->
                  "%s: %s, then %s again and again: %d, %d"
                      .formatted(written, before, part, once, twice));
        }
      }
    }
  }

  /** How many characters the engine looks at to find all matches, or to match the whole text. */
  private static long work(Pattern pattern, boolean isWhole, String text) {
    Counted counted = new Counted(text);
    Matcher matcher = pattern.matcher(counted);
    while (isWhole ? matcher.matches() : matcher.find()) {
      if (isWhole) {
        break;
      }
    }
    return counted.count;
  }

  private static final class Counted implements CharSequence {
    private final String text;
    private long count;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      count++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static void java(String source, Set<String> found) {
    Map<String, String> constants =
        CONSTANT
            .matcher(source)
            .results()
            .collect(Collectors.toMap(each -> each.group(1), each -> each.group(2), (x, y) -> x));
    JAVA.matcher(source)
        .results()
        .map(each -> text(each.group(1), constants))
        .filter(PatternsTest::repeats)
        .forEach(found::add);
  }

  /** The text of literals and constants put together. */
  private static String text(String written, Map<String, String> constants) {
    return TEXT.matcher(written)
        .results()
        .map(
            each ->
                each.group(1) == null
                    ? text(constants.getOrDefault(each.group(), ""), constants)
                    : each.group(1).translateEscapes())
        .collect(Collectors.joining());
  }

  private static void page(String source, Set<String> found) {
    String code = source.replaceAll("(?m)//.*$", "");
    Matcher matcher = PAGE.matcher(code);
    int at = 0;
    while (matcher.find(at)) {
      if (repeats(matcher.group(1))) {
        found.add(matcher.group(1));
      }
      at = matcher.end() - 1;
    }
  }

  /** A pattern without an unlimited repetition needs no proof. */
  private static boolean repeats(String pattern) {
    String plain =
        pattern.replaceAll("\\\\.", "x").replaceAll("\\[(?:[^\\]\\[]|\\[[^\\]]*+\\])++\\]", "c");
    return Pattern.compile("[+*]|\\{[0-9]++,\\}").matcher(plain).find();
  }

  private static List<String> sources(String folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .filter(
              file -> !file.toString().contains(".test.") && !file.toString().contains("/test/"))
          .map(PatternsTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
