package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents lead to is there, and what they quote is what is written there. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");

  private static final int WIDTH = 120;
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$|`[^`]*`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern FIGURE = Pattern.compile("\\*\\*([0-9][^*]*)\\*\\*");

  /** The last link of a paragraph, and the JSON below it. */
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?s)\\(protocol/([\\w-]+\\.json)\\)(?:(?!\n\n|\\(protocol/).)*\n\n *```json\n(.*?)```");

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
    List<String> broken = new ArrayList<>();
    int followed = 0;
    for (Path document : documents()) {
      for (MatchResult link : LINK.matcher(prose(document)).results().toList()) {
        String to = link.group(1) == null ? link.group(2) : link.group(1);
        if (ELSEWHERE.matcher(to).matches()) {
          continue;
        }
        followed++;
        if (!isThere(document, to)) {
          broken.add(ROOT.relativize(document) + ": " + to);
        }
      }
    }

    assertEquals(List.of(), broken);
    assertTrue(followed > 100, "else nothing was looked at");
  }

  @Test
  void everyFigureOfTheReadmeIsOneThatWasMeasured() throws IOException {
    String measured = Files.readString(ROOT.resolve("docs/performance.md"));

    List<String> figures =
        FIGURE
            .matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map(figure -> figure.group(1))
            .toList();

    assertEquals(
        List.of(),
        figures.stream().filter(each -> !measured.contains("| " + each + " |")).toList(),
        "these are not in the table of docs/performance.md");
    assertTrue(figures.size() >= 5, "else nothing was looked at");
  }

  @Test
  void theProtocolQuotesItsExamples() throws IOException {
    List<MatchResult> quotes =
        EXAMPLE.matcher(Files.readString(ROOT.resolve("docs/protocol.md"))).results().toList();

    for (MatchResult quote : quotes) {
      String whole = Files.readString(ROOT.resolve("docs/protocol").resolve(quote.group(1)));
      assertTrue(isPart(json(quote.group(2)), json(whole)), quote.group());
    }
    assertTrue(quotes.size() > 10, "else nothing was looked at");
  }

  /** A table's row is one line, and so are code and an address. */
  @Test
  void noLineOfProseIsLongerThanAReaderFollows() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path document : documents()) {
      BLOCK
          .matcher(Files.readString(document))
          .replaceAll("")
          .lines()
          .filter(line -> line.length() > WIDTH)
          .filter(line -> !line.startsWith("|") && line.contains(" "))
          .forEach(line -> tooLong.add(document + ": " + line));
    }
    assertEquals(List.of(), tooLong);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.of(
              root,
              docs,
              Stream.of("cloudformation/README.md", "bench/README.md", "local/README.md")
                  .map(ROOT::resolve))
          .flatMap(each -> each)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static boolean isThere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** The anchors that GitHub gives to headings. */
  private static Set<String> anchors(Path document) throws IOException {
    String text = Files.readString(document).replaceAll("(?ms)^ *```.*?^ *```$", "");
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String prose(Path document) throws IOException {
    return CODE.matcher(Files.readString(document)).replaceAll("");
  }

  private static JsonValue json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }

  /**
   * Whether a value is another one that was shortened: some keys, or the first values of a list.
   */
  private static boolean isPart(JsonValue part, JsonValue whole) {
    if (part instanceof JsonObject object && whole instanceof JsonObject all) {
      return object.entrySet().stream()
          .allMatch(
              entry ->
                  all.containsKey(entry.getKey())
                      && isPart(entry.getValue(), all.get(entry.getKey())));
    }
    if (part instanceof JsonArray list && whole instanceof JsonArray all) {
      for (int i = 0; i < list.size(); i++) {
        if (i >= all.size() || !isPart(list.get(i), all.get(i))) {
          return false;
        }
      }
      return true;
    }
    return part.equals(whole);
  }
}
