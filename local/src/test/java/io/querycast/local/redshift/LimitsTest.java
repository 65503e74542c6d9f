package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import io.querycast.local.engine.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** One statement can't take the machine. */
class LimitsTest {
  private static final String TOO_LONG = "Query cancelled: it ran for too long";
  private static final String TOO_MUCH = "Query requires more memory than the local warehouse has";

  private static final String CROSS_JOIN =
      "select count(*) from pg_attribute a, pg_attribute b, pg_attribute c, pg_attribute d"
          + " where a.attname || b.attname || c.attname = d.attname || '!'";

  private static final String ENDLESS =
      "with recursive n (i) as (select 1 union all select i from n) select count(*) from n";

  private static final String MANY = " from generate_series(1, 100000000) as n (i)";

  @SuppressWarnings("unused") // FieldSource
  static final List<String> GREEDY =
      List.of(
          CROSS_JOIN,
          ENDLESS,
          "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n",
          "select i, md5(i)" + MANY + " order by 2 limit 1",
          "select count(distinct md5(i))" + MANY,
          "select count(*) from (select md5(i), count(*)" + MANY + " group by 1) t",
          "select len(listagg(md5(i), ','))" + MANY,
          "select repeat(repeat(repeat('x', 60000), 60000), 60000)",
          "select md5(replace(repeat('x', 60000), 'x', repeat('y', 60000)))");

  @TempDir private static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    Limits small = new Limits(1000, 20, Duration.ofSeconds(3), false);
    redshift = new LocalRedshift(folder, settings -> settings.withLimits(small));
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  @Test
  @Timeout(60)
  void aStatementEndsWhenItsTimeIsOver() throws Exception {
    String sql =
        "select count(*) from generate_series(1, 1000000) as a (i),"
            + " generate_series(1, 1000000) as b (i)";
    assertEquals("FAILED ERROR: " + TOO_LONG, redshift.error(sql));
  }

  @Test
  @Timeout(60)
  void aStatementEndsWhenItFillsTheDisk() throws Exception {
    String sql = "select i, md5(i) from generate_series(1, 4000000) as n (i) order by 2";
    assertEquals("FAILED ERROR: " + TOO_MUCH, redshift.error(sql));
  }

  @ParameterizedTest
  @FieldSource("GREEDY")
  @Timeout(60)
  void whateverAStatementTakesOthersStillRun(String sql) throws Exception {
    String error = redshift.error(sql);

    assertTrue(error.startsWith("FAILED ERROR: "), error);
    assertTrue(error.length() < 500, error.substring(0, Math.min(500, error.length())));
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  @ParameterizedTest
  @FieldSource("GREEDY")
  @Timeout(60)
  void eachOfThemCanBeCancelled(String sql) throws Exception {
    JsonNode begun = redshift.call("ExecuteStatement", redshift.request(sql));
    String id = begun.get("Id").asText();
    awaitBegin(id);
    try {
      redshift.call("CancelStatement", id);
    } catch (AwsError alreadyEnded) {
      assertTrue(alreadyEnded.getMessage().contains("already in"), alreadyEnded.getMessage());
    }
    String status = ended(id).get("Status").asText();
    assertTrue(List.of("ABORTED", "FAILED").contains(status), status);
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  private static void awaitBegin(String id) throws Exception {
    while (List.of("SUBMITTED", "PICKED").contains(status(id))) {
      Thread.sleep(10);
    }
  }

  private static JsonNode ended(String id) throws Exception {
    while (!List.of("ABORTED", "FAILED", "FINISHED").contains(status(id))) {
      Thread.sleep(10);
    }
    return redshift.call("DescribeStatement", id);
  }

  private static String status(String id) throws AwsError {
    return redshift.call("DescribeStatement", id).get("Status").asText();
  }
}
