package io.querycast;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the documents about security name exist. */
class SecurityChecksTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> DOCUMENTS = List.of("security.md", "security-checks.md");

  /**
   * How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has. They come first in
   * their section.
   */
  private static final String REQUIREMENTS =
      """
      1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1
      4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2
      7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2
      10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
      14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
      """;

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([0-9][^|]*)\\| ([a-zA-Z]+) \\| (.*)\\|$");
  private static final List<String> STATES = List.of("met", "Cognito", "none", "yours", "no");
  private static final Pattern CHAPTER =
      Pattern.compile(
          "(?m)^\\| V([0-9]+) [^|]*\\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|([^|]*)\\|$");
  private static final Pattern CORPUS =
      Pattern.compile("(?m)^\\| [^|]+ \\| (\\d+) \\| `([\\w/.]+)` \\| `\\w+` \\|$");
  private static final Pattern NUMBER = Pattern.compile("\\b[0-9]+\\.[0-9]+\\.[0-9]+\\b");
  private static final Pattern JAVA = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern PYTHON = Pattern.compile("`(test_\\w+\\.py)::(\\w+)`");
  private static final Pattern TYPESCRIPT =
      Pattern.compile("`(\\w[\\w.-]*\\.(?:test|spec)\\.tsx?)` \"([^\"]+)\"");

  @Test
  void everyRequirementOfTheTwoLevelsIsAnsweredOnce() throws IOException {
    List<String> expected =
        Stream.of(REQUIREMENTS.strip().split("\\s+", -1))
            .map(section -> section.split(":", -1))
            .flatMap(
                section ->
                    IntStream.rangeClosed(1, Integer.parseInt(section[1]))
                        .mapToObj(number -> section[0] + "." + number))
            .sorted()
            .toList();

    assertEquals(253, expected.size());
    assertEquals(
        expected,
        ROW.matcher(document("security-checks.md"))
            .results()
            .flatMap(row -> NUMBER.matcher(row.group(1)).results())
            .map(MatchResult::group)
            .sorted()
            .toList());
  }

  @Test
  void aRequirementThatIsMetSaysHow() throws IOException {
    assertAll(
        ROW.matcher(document("security-checks.md"))
            .results()
            .map(
                row ->
                    () -> {
                      assertTrue(STATES.contains(row.group(2)), row.group());
                      assertTrue(
                          List.of("none", "Cognito").contains(row.group(2))
                              || !row.group(3).isBlank(),
                          row.group());
                    }));
  }

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> java = sources("server/src/test/java", "local/src/test/java");
    Map<String, String> python = sources("cloudformation/test");
    Map<String, String> page = sources("spa/src", "spa/e2e", "spa/build");
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String name : DOCUMENTS) {
      String text = document(name);
      for (MatchResult test : JAVA.matcher(text).results().toList()) {
        named++;
        String code = java.getOrDefault(test.group(1) + ".java", "");
        if (code.isEmpty()
            || (test.group(2) != null && !code.contains(" " + test.group(2) + "("))) {
          missing.add(test.group());
        }
      }
      for (MatchResult test : PYTHON.matcher(text).results().toList()) {
        named++;
        if (!python.getOrDefault(test.group(1), "").contains("def " + test.group(2) + "(")) {
          missing.add(test.group());
        }
      }
      for (MatchResult test : TYPESCRIPT.matcher(text).results().toList()) {
        named++;
        if (!page.getOrDefault(test.group(1), "").contains("'" + test.group(2) + "'")) {
          missing.add(test.group());
        }
      }
    }

    assertEquals(List.of(), missing);
    assertTrue(named > 100, "tests are named");
  }

  @Test
  void theSummaryByChapterCountsTheRows() throws IOException {
    Map<String, List<String>> states = new TreeMap<>();
    for (MatchResult row : ROW.matcher(document("security-checks.md")).results().toList()) {
      NUMBER
          .matcher(row.group(1))
          .results()
          .map(MatchResult::group)
          .forEach(
              number ->
                  states
                      .computeIfAbsent(
                          number.replaceAll("\\..*", "") + row.group(2), none -> new ArrayList<>())
                      .add(number));
    }
    int chapters = 0;
    for (MatchResult row : CHAPTER.matcher(document("security.md")).results().toList()) {
      chapters++;
      for (int i = 0; i < STATES.size() - 1; i++) {
        assertEquals(
            states.getOrDefault(row.group(1) + STATES.get(i), List.of()).size(),
            Integer.parseInt(row.group(2 + i)),
            row.group());
      }
      assertEquals(
          String.join(", ", states.getOrDefault(row.group(1) + "no", List.of())),
          row.group(6).strip(),
          row.group());
    }
    assertEquals(17, chapters);
  }

  @Test
  void everyCorpusHasAsManyCasesAsItSays() throws IOException {
    List<MatchResult> rows = CORPUS.matcher(document("security.md")).results().toList();

    for (MatchResult row : rows) {
      String name = row.group(2);
      Path folder = Path.of(name.startsWith("docs/") ? ".." : "src/test/resources");
      String cases = Files.readString(folder.resolve(name));
      assertEquals(cases(name, cases), Integer.parseInt(row.group(1)), row.group());
    }
    assertTrue(rows.size() >= 8, "corpora are found");
  }

  /** A case is a value of a list or an object, a title, or a line. */
  private static long cases(String name, String text) {
    if (name.endsWith(".json")) {
      try (JsonReader reader = Json.createReader(new StringReader(text))) {
        JsonStructure cases = reader.read();
        return cases instanceof JsonArray array ? array.size() : cases.asJsonObject().size();
      }
    }
    if (name.endsWith("messages.txt")) {
      return text.lines().filter(line -> line.startsWith("= ")).count();
    }
    return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).count();
  }

  private static String document(String name) throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve(name));
  }

  /** Every source by the name of its file. */
  private static Map<String, String> sources(String... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> walk = Files.walk(ROOT.resolve(folder))) {
        walk.filter(file -> file.toString().matches(".*\\.(java|py|tsx?)"))
            .filter(file -> !file.toString().contains("node_modules"))
            .forEach(files::add);
      }
    }
    return files.stream()
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString(), SecurityChecksTest::read, String::concat));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
