package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFormatTest {
  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder, s -> s.withPageRows(2));
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  private static JsonNode run(String sql) throws AwsError {
    return redshift.run(redshift.request(sql));
  }

  private static String csv(String sql) throws AwsError {
    JsonNode ended = redshift.run(redshift.request(sql).put("ResultFormat", "CSV"));
    assertEquals("CSV", ended.get("ResultFormat").asText(), ended.toString());
    JsonNode page = redshift.call("GetStatementResultV2", ended.get("Id").asText());
    assertEquals("CSV", page.get("ResultFormat").asText());
    return page.get("Records").get(0).get("CSVRecords").asText();
  }

  @Test
  void theNamesAreTheFirstLineOfCsv() throws Exception {
    assertEquals(
        "a,b\r\n1,x\r\n2,y\r\n", csv("select 1 as a, 'x' as b union all select 2, 'y' order by 1"));
    assertEquals("a\r\n", csv("select 1 as a where false"));
  }

  @Test
  void aFieldIsQuotedWhereItsTextNeedsIt() throws Exception {
    assertEquals(
        "a,\"b,c\",d,e,f\r\n\"1,2\",\"say \"\"x\"\"\",,\"\",\"two\nlines\"\r\n",
        csv("select '1,2' as a, 'say \"x\"' as \"b,c\", null as d, '' as e, E'two\\nlines' as f"));
  }

  @Test
  void numbersTimesAndTruthsAreTheirTexts() throws Exception {
    assertEquals(
        "a,b,c,d,e\r\n1.50,2.5,true,2020-02-29,2020-01-01 10:00:00\r\n",
        csv(
            "select 1.50::decimal(5,2) as a, 2.5::float8 as b, true as c,"
                + " '2020-02-29'::date as d, '2020-01-01 10:00'::timestamp as e"));
  }

  @Test
  void pagesFollowOneAnotherAndOnlyTheFirstHasTheNames() throws Exception {
    String sql = "select 1 as n union all select 2 union all select 3 order by 1";
    String id = redshift.run(redshift.request(sql).put("ResultFormat", "CSV")).get("Id").asText();
    JsonNode first = redshift.call("GetStatementResultV2", id);
    assertEquals(3, first.get("TotalNumRows").asInt());
    assertEquals("n", first.get("ColumnMetadata").get(0).get("name").asText());
    ObjectNode more = redshift.id(id).put("NextToken", first.get("NextToken").asText());
    JsonNode second = redshift.call("GetStatementResultV2", more);
    assertEquals(
        "n\r\n1\r\n2\r\n3\r\n",
        first.at("/Records/0/CSVRecords").asText() + second.at("/Records/0/CSVRecords").asText());
    assertFalse(second.has("NextToken"));
  }

  @Test
  void aResultIsReadInTheFormatThatWasOrdered() throws Exception {
    String json = run("select 1").get("Id").asText();
    assertEquals(
        "ValidationException", redshift.refused("GetStatementResultV2", redshift.id(json)).code());
    String csv =
        redshift.run(redshift.request("select 1").put("ResultFormat", "CSV")).get("Id").asText();
    AwsError error = redshift.refused("GetStatementResult", redshift.id(csv));
    assertEquals("ValidationException", error.code());
    assertTrue(error.getMessage().contains("GetStatementResultV2"), error.getMessage());
    assertEquals(
        "ValidationException",
        redshift
            .refused("ExecuteStatement", redshift.request("select 1").put("ResultFormat", "XML"))
            .code());
  }

  @Test
  void aCommandHasNoResultSetButTheRowsThatItChanged() throws Exception {
    JsonNode made = run("create table changed (n int)");
    assertEquals("FINISHED", made.get("Status").asText());
    assertFalse(made.get("HasResultSet").asBoolean());
    assertEquals(0, made.get("ResultRows").asInt());
    JsonNode filled = run("insert into changed values (1), (2), (3)");
    assertEquals(3, filled.get("ResultRows").asInt());
    assertEquals(0, filled.get("ResultSize").asInt());
    assertEquals(2, run("update changed set n = 0 where n > 1").get("ResultRows").asInt());
    assertEquals(1, run("delete from changed where n = 1").get("ResultRows").asInt());
    AwsError none = redshift.refused("GetStatementResult", redshift.id(filled.get("Id").asText()));
    assertEquals(
        "ResourceNotFoundException: Query does not have result. Please check query status with"
            + " DescribeStatement.",
        none.code() + ": " + none.getMessage());
    assertEquals(filled.get("Id"), none.body().get("ResourceId"));
  }

  @Test
  void anEmptyResultIsAResultSet() throws Exception {
    JsonNode ended = run("select 1 as a where false");
    assertTrue(ended.get("HasResultSet").asBoolean());
    JsonNode result = redshift.call("GetStatementResult", ended.get("Id").asText());
    assertEquals(0, result.get("TotalNumRows").asInt());
    assertEquals("a", result.get("ColumnMetadata").get(0).get("label").asText());
  }

  @Test
  void itsQueryHasANumberANameAndAProcess() throws Exception {
    JsonNode first = run("select 1");
    JsonNode second = run("select pg_backend_pid() as pid");
    assertTrue(second.get("RedshiftQueryId").asLong() > first.get("RedshiftQueryId").asLong());
    assertTrue(
        second
            .get("RedshiftQueryUuid")
            .asText()
            .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    JsonNode result = redshift.call("GetStatementResult", second.get("Id").asText());
    assertEquals(second.get("RedshiftPid").asLong(), LocalRedshift.rows(result).get(0).get(0));
  }
}
