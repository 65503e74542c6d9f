package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements of the greatest length that the Data API accepts, made to keep a parser busy. */
class HostileSqlTest {
  private static final int LONG = 100_000;

  @TempDir private static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder);
  }

  @AfterAll
  static void stop() {
    redshift.close();
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
        "select 1 order by 1|,1"
      })
  @Timeout(120)
  void aLongListFinishesOrFails(String before, String part) throws Exception {
    String sql = before + part.repeat((LONG / 4 - before.length()) / part.length());
    redshift.error(sql);
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
