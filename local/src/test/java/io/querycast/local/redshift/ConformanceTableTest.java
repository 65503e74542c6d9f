package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/local-warehouse.md is written from the cases that the tests run. */
class ConformanceTableTest {
  private static final Path CASES = Path.of("src/test/resources/io/querycast/local/cases");
  private static final Path DOCUMENT = Path.of("../docs/local-warehouse.md");
  private static final String BEGIN = "<!-- written from the cases -->";

  private static final Pattern PAGE =
      Pattern.compile("https://docs\\.aws\\.amazon\\.com/\\S+?/([\\w.-]+)\\.html");

  private static final class Construct {
    private final Set<String> sources = new LinkedHashSet<>();
    private int answered;
    private int refused;
  }

  @Test
  void theDocumentHoldsWhatTheTestsRun() throws IOException {
    String document = Files.readString(DOCUMENT);
    String head = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
    String whole = head + "\n" + tables();
    if (Boolean.getBoolean("querycast.write")) {
      Files.writeString(DOCUMENT, whole);
    }
    assertEquals(
        whole,
        Files.readString(DOCUMENT),
        "Write it anew: mvn -pl local test -Dtest=ConformanceTableTest -Dquerycast.write=true");
  }

  private static String tables() throws IOException {
    StringBuilder text = new StringBuilder();
    ObjectMapper json = new ObjectMapper();
    for (Path file : files()) {
      Map<String, Construct> constructs = new TreeMap<>();
      for (JsonNode each : json.readTree(file.toFile())) {
        add(constructs, each);
      }
      String title = file.getFileName().toString().replace(".json", "");
      text.append("\n## ")
          .append(Character.toUpperCase(title.charAt(0)))
          .append(title.substring(1));
      text.append("\n\n| construct | answered | refused | how it is known |\n|---|---|---|---|\n");
      constructs.forEach((name, of) -> text.append(row(name, of)));
    }
    return text.toString();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void add(Map<String, Construct> constructs, JsonNode each) {
    String name = each.path("construct").asText(each.get("id").asText());
    Construct construct = constructs.computeIfAbsent(name, key -> new Construct());
    boolean fails = each.get("expect").path("fails").asBoolean() || each.get("expect").has("error");
    construct.answered += fails ? 0 : 1;
    construct.refused += fails ? 1 : 0;
    construct.sources.add(source(each.path("source").asText()));
  }

  private static String row(String name, Construct of) {
    return "| %s | %s | %s | %s |\n"
        .formatted(
            "`" + name.replace("|", "\\|").replace("`", "'") + "`",
            of.answered == 0 ? "" : of.answered,
            of.refused == 0 ? "" : of.refused,
            String.join("; ", of.sources));
  }

  /** The guide's page by its name, other sources by their address or in their words. */
  private static String source(String source) {
    List<String> pages = new ArrayList<>();
    Matcher page = PAGE.matcher(source);
    while (page.find()) {
      pages.add("[%s](%s)".formatted(page.group(1), page.group()));
    }
    return pages.isEmpty() ? source.replace("|", "\\|").strip() : String.join(", ", pages);
  }
}
