package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo's queries with their default values, on the generated trips. */
class FirstRunTest {
  private static final Pattern PARAMETER = Pattern.compile("(?m)^-- parameter: (.+)$");
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^-- parameter: (.+)\n(?:--   .+\n)*?--   default: (.+)$");

  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void load() {
    redshift = LocalRedshift.reading(folder, settings -> settings);
  }

  @AfterAll
  static void close() {
    redshift.close();
  }

  static List<Path> questions() throws IOException {
    try (Stream<Path> files = Files.list(LocalRedshift.QUERIES)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("questions")
  void everyQueryGivesRowsWithItsDefaults(Path question) throws Exception {
    String sql = Files.readString(question);
    Map<String, String> defaults = new HashMap<>();
    DEFAULT.matcher(sql).results().forEach(found -> defaults.put(found.group(1), found.group(2)));

    List<String> parameters =
        PARAMETER.matcher(sql).results().map(found -> found.group(1)).toList();
    assertEquals(
        parameters.stream().sorted().toList(), defaults.keySet().stream().sorted().toList());
    assertFalse(redshift.rows(redshift.request(sql, defaults)).isEmpty());
  }
}
