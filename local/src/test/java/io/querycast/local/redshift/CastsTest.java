package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which type becomes which, pair by pair: by the guide's tables of implicit conversions
 * (c_Supported_data_types) and of casts (r_CAST_function, r_VARBYTE_type, limitations-super).
 */
class CastsTest {
  /**
   * A row for each type that is converted, a column for each that it becomes: {@code a} also
   * without a cast, in an assignment; {@code c} by a cast alone; {@code -} not at all.
   */
  private static final String TABLE =
      """
      from        smallint integer bigint decimal real float8 boolean char varchar date time timetz timestamp timestamptz super varbyte
      smallint    a        a       a      a       a    a      a       a    a       -    -    -      -         -           a     c
      integer     a        a       a      a       a    a      a       a    a       -    -    -      -         -           a     c
      bigint      a        a       a      a       a    a      a       a    a       -    -    -      -         -           a     c
      decimal     a        a       a      a       a    a      -       a    a       -    -    -      -         -           a     -
      real        a        a       a      a       a    a      -       a    a       -    -    -      -         -           a     -
      float8      a        a       a      a       a    a      -       a    a       -    -    -      -         -           a     -
      boolean     c        c       c      -       -    -      a       -    -       -    -    -      -         -           a     -
      char        c        c       c      c       c    c      -       a    a       a    a    a      a         a           a     c
      varchar     c        c       c      c       c    c      -       a    a       a    a    a      a         a           a     c
      date        -        -       -      -       -    -      -       a    a       a    -    -      a         a           -     -
      time        -        -       -      -       -    -      -       a    a       -    a    a      -         -           -     -
      timetz      -        -       -      -       -    -      -       a    a       -    a    a      -         -           -     -
      timestamp   -        -       -      -       -    -      -       a    a       a    a    -      a         a           -     -
      timestamptz -        -       -      -       -    -      -       a    a       a    a    a      a         a           -     -
      super       a        a       a      a       a    a      a       a    a       a    a    a      a         a           a     -
      varbyte     c        c       c      -       -    -      -       c    c       -    -    -      -         -           c     a
      """;

  /** A text of each type, that it can be read from. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("smallint", "7"),
          Map.entry("integer", "7"),
          Map.entry("bigint", "7"),
          Map.entry("decimal", "7"),
          Map.entry("real", "7.5"),
          Map.entry("float8", "7.5"),
          Map.entry("boolean", "true"),
          Map.entry("char", "x"),
          Map.entry("varchar", "x"),
          Map.entry("date", "2024-02-03"),
          Map.entry("time", "10:20:30"),
          Map.entry("timetz", "10:20:30+00"),
          Map.entry("timestamp", "2024-02-03 10:20:30"),
          Map.entry("timestamptz", "2024-02-03 10:20:30+00"),
          Map.entry("super", "7"),
          Map.entry("varbyte", "ab"));

  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() throws AwsError {
    redshift = new LocalRedshift(folder);
    for (String type : TEXTS.keySet()) {
      redshift.must("create table into_%s (x %s)".formatted(type, sized(type)));
    }
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  @TestFactory
  Stream<DynamicTest> eachTypeBecomesWhatTheGuideSays() {
    List<String[]> rows = TABLE.lines().map(line -> line.split(" +")).toList();
    List<DynamicTest> tests = new ArrayList<>();
    for (String[] row : rows.subList(1, rows.size())) {
      for (int i = 1; i < row.length; i++) {
        String from = row[0];
        String to = rows.get(0)[i];
        String how = row[i];
        tests.add(DynamicTest.dynamicTest(from + " to " + to, () -> check(from, to, how)));
      }
    }
    return tests.stream();
  }

  private static void check(String from, String to, String how) throws AwsError {
    String value = "(select %s as x) as q".formatted(value(from, to));
    String cast = ended("select cast(x as %s) from %s".formatted(sized(to), value));
    if (how.equals("-")) {
      assertTrue(cast.startsWith("ERROR: cannot cast type "), cast);
    } else {
      assertEquals("FINISHED", cast);
    }
    String assigned = ended("insert into into_%s select x from %s".formatted(to, value));
    if (how.equals("a")) {
      assertEquals("FINISHED", assigned);
    } else {
      assertTrue(assigned.contains(" but expression is of type "), assigned);
    }
  }

  /** A value of a type; as a text it is one of the type that it is to become. */
  private static String value(String from, String to) {
    if (from.equals("super")) {
      boolean isBare = to.matches("smallint|integer|bigint|decimal|real|float8|boolean|super");
      return "json_parse('%s')".formatted(isBare ? TEXTS.get(to) : '"' + TEXTS.get(to) + '"');
    }
    boolean isText = from.equals("char") || from.equals("varchar");
    String text = from.equals("varbyte") ? "1" : isText ? TEXTS.get(to) : TEXTS.get(from);
    return from.equals("boolean") ? "true" : "cast('%s' as %s)".formatted(text, sized(from));
  }

  private static String sized(String type) {
    return type.equals("char") || type.equals("varchar") ? type + "(30)" : type;
  }

  /** FINISHED, or the error. */
  private static String ended(String sql) throws AwsError {
    JsonNode ended = redshift.run(redshift.request(sql));
    String status = ended.path("Status").asText();
    return status.equals("FINISHED") ? status : ended.path("Error").asText();
  }
}
