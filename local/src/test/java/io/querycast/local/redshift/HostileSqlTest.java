package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.engine.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Texts that try to get their own characters into the engine, and texts of the greatest length that
 * the Data API accepts. Whatever comes: no file is written, nothing else runs, others go on, and
 * what is refused is refused in Redshift's words.
 */
class HostileSqlTest {
  private static final int LONG = 100_000;
  private static final Path PWNED = Path.of("/tmp/querycast-pwned");

  /** Words of the engine, of its driver and of Java. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?i)postgres|\\bpgsql|org\\.|java\\.|null ?pointer|illegal|out of bounds|rdsdb\\.|bind message"
              + "|prepared statement \"S_|unnamed portal|unexpected message|cached plan");

  /** What the texts are mutated with. */
  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\\",
          "\\'",
          "\"",
          "\"\"",
          "E'",
          "U&'",
          "U&\"",
          "$$",
          "$a$",
          "$1",
          "--",
          "/*",
          "*/",
          "`",
          "\n",
          "\r",
          "\0",
          "\u00a0",
          "\u2028",
          "\u2019",
          ":a",
          "::",
          "?",
          "{",
          "}",
          "[",
          "(",
          ")",
          ",",
          ".",
          "..",
          "*",
          "||",
          "@>",
          "#",
          "null",
          "select",
          "from canary",
          "case",
          "end",
          "over (",
          "order by",
          "interval '1'",
          "cast(",
          "as int)",
          "::int",
          "in (",
          "not",
          "limit",
          "pg_sleep(9)",
          "lo_create(7)",
          "rdsdb.settings",
          "; drop table canary",
          "; drop table canary; --",
          "'; drop table canary; --",
          "\\'; drop table canary; --",
          "\"; drop table canary; --");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static LocalRedshift redshift;
  private static String before;

  @BeforeAll
  static void start() throws Exception {
    Limits limits = new Limits(2000, 1000, Duration.ofSeconds(20), false);
    redshift = new LocalRedshift(folder, settings -> settings.withLimits(limits));
    redshift.must("create table canary as select 42 as a");
    before = everything();
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  @AfterEach
  void nothingHasChanged() throws Exception {
    assertEquals(before, everything());
    assertFalse(Files.exists(PWNED), "a file was written");
  }

  /** All that a statement could change for others: roles, objects, rights, rows. */
  private static String everything() throws Exception {
    List<String> found = new ArrayList<>();
    try (Connection administrator = redshift.administrator();
        Statement statement = administrator.createStatement()) {
      for (String ask :
          List.of(
              "select rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin from pg_authid",
              "select relname, relkind, relowner, relacl from pg_class where relnamespace not in"
                  + " (select oid from pg_namespace where nspname ~ '^pg_(temp|toast)')",
              "select proname, proacl from pg_proc",
              "select nspname, nspacl from pg_namespace where nspname !~ '^pg_(temp|toast)'",
              "select roleid, member from pg_auth_members",
              "select setrole, setdatabase, setconfig from pg_db_role_setting",
              "select loid from pg_largeobject",
              "select a from public.canary")) {
        try (ResultSet rows =
            statement.executeQuery(
                "select md5(string_agg(x::text, ' ' order by x::text)) from (" + ask + ") x")) {
          rows.next();
          found.add(ask + ": " + rows.getString(1));
        }
      }
    }
    try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
      found.add("files: " + files.sorted().toList());
    }
    return String.join("\n", found);
  }

  @Test
  @Timeout(120)
  void aHostileTextIsRefusedOrMeansWhatItSays() throws Exception {
    for (String text : texts()) {
      tried(text);
      assertEquals(List.of(List.of(42L)), redshift.rows("select a from canary"), text);
    }
  }

  /** Thousands of them are tried with {@code QUERYCAST_THOROUGH=1}. */
  @Test
  void noMutationOfATextChangesAnything() throws Exception {
    Random random = new Random(20_261_130);
    List<String> texts = new ArrayList<>(texts());
    for (Path file : cases()) {
      for (JsonNode each : JSON.readTree(file.toFile())) {
        texts.add(each.get("sql").asText());
      }
    }
    texts.removeIf(text -> !text.startsWith("select ") || text.contains("into"));
    int tries = System.getenv("QUERYCAST_THOROUGH") == null ? 400 : 20_000;
    for (int i = 0; i < tries; i++) {
      StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        // It stays a query: another statement may change what it likes.
        int from = 7 + random.nextInt(Math.max(1, text.length() - 6));
        int at = Math.min(from, text.length());
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        int end = random.nextInt(3) > 0 ? at : Math.min(text.length(), at + random.nextInt(8));
        text.replace(at, end, piece);
      }
      tried(text.toString());
    }
    assertEquals(List.of(List.of(42L)), redshift.rows("select a from canary"));
  }

  private static List<String> texts() throws IOException {
    Path file = Path.of("src/test/resources/io/querycast/local/hostile/texts.json");
    List<String> texts = new ArrayList<>();
    JSON.readTree(file.toFile()).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<Path> cases() throws IOException {
    Path folder = Path.of("src/test/resources/io/querycast/local/cases");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Runs a text, whatever comes of it, and looks at the words. */
  private static void tried(String text) {
    ObjectNode request = redshift.request(text);
    try {
      JsonNode ended = redshift.run(request);
      String error = ended.path("Error").asText();
      assertTrue(
          ended.get("Status").asText().equals("FINISHED")
              || error.startsWith("ERROR: ")
              || error.startsWith("No value specified"),
          () -> text + "\n" + error);
      // An error may repeat the text, which says what it likes.
      String own = error.replaceAll("\"[^\"]*+\"|'[^']*+'", "");
      assertFalse(INSIDE.matcher(own).find(), () -> text + "\n" + error);
    } catch (AwsError refused) {
      assertEquals("ValidationException", refused.code(), text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      emptyValue = "",
      value = {
        "select |(|1|)|levels deep",
        "select |(||``|levels deep",
        "select |((|1|),1)|levels deep",
        "select |f(|1|)|levels deep",
        "select |case when ||``|levels deep",
        "select |case when true then |1| end|levels deep",
        "select * from |(select * from |nyc_yellow_taxi|) x|levels deep",
        "select 1| union all (select 1||)|levels deep",
        "select |exists (select |1|)|levels deep",
        "select 1 where |a in (|1|)|levels deep",
        "select |[|1|]|syntax error",
        "with a as |(with a as (|select 1|) select 1)|levels deep",
        "select |a.|a|``|dotted",
        "select |a . |a|``|dotted",
        "select |\"a\".|a|``|dotted",
        "select |not |true|``|too deep",
        "select |1+|1|``|too deep",
        "select |'a'||'a'|``|syntax error",
        "select 1|::int||``|levels deep",
        "select 1 |/*a||``|unterminated /* comment",
        "select 1 |$a$ $b$ ||``|syntax error",
        "select 1 ||'|``|unterminated quoted string",
        "select 1 ||\"|``|unterminated quoted identifier",
      })
  @Timeout(120)
  void aLongTextIsRefusedWithAMessage(
      String before, String part, String middle, String after, String words) throws Exception {
    int open = part == null ? 0 : part.length();
    int width = open + (after == null ? 0 : after.length());
    int times = width == 0 ? 0 : (LONG - 100) / width;
    String sql = before + text(part).repeat(times) + text(middle) + text(after).repeat(times);

    String error = redshift.error(sql);

    assertTrue(error.contains(words), error.substring(0, Math.min(500, error.length())));
    assertEquals("FINISHED", redshift.run(redshift.request("select 1")).get("Status").asText());
  }

  private static String text(String given) {
    return given == null ? "" : given;
  }

  /** A long list may finish or fail. The limit only ends a test that hangs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "select 1|,1",
        "select 1| union all select 1",
        "select 1 where true| and true",
        "select * from nyc_yellow_taxi|,nyc_yellow_taxi",
        "select 1 order by 1|,1",
        "select 1 where 1 not in (0|,0,1)",
        "select 1 where true| or true",
        "select 'a'| + 'a'",
        "select 1|::int",
        "select 1|+1",
        "select * from canary| natural join canary",
        "select case| when false then 1",
        "select coalesce(1|,1",
        "with a as (select 1)|, a as (select 1)",
        "select -- |--",
        "select /**/|/**/"
      })
  @Timeout(120)
  void aLongListFinishesOrFails(String before, String part) throws Exception {
    String sql = before + part.repeat((LONG / 4 - before.length()) / part.length());
    tried(sql);
    assertEquals("FINISHED", redshift.run(redshift.request("select 1")).get("Status").asText());
  }

  @Test
  void ordinaryDepthsAreAccepted() throws Exception {
    String deep = "(".repeat(100) + "1" + ")".repeat(100);
    assertEquals("FINISHED ", redshift.error("select " + deep));
    String chosen = "case when true then ".repeat(30) + "1" + " end".repeat(30);
    assertEquals("FINISHED ", redshift.error("select " + chosen));
  }
}
