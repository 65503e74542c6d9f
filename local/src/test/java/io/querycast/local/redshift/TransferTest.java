package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY and UNLOAD as statements of the Data API. */
class TransferTest {
  @TempDir private static Path folder;
  private static LocalRedshift redshift;
  private static Path bucket;

  @BeforeAll
  static void start() throws IOException {
    redshift = new LocalRedshift(folder);
    bucket = Files.createDirectories(folder.resolve("s3/mine"));
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  private JsonNode as(String user, String sql) throws Exception {
    return redshift.run(redshift.request(sql).put("DbUser", user));
  }

  @Test
  void aFileIsLoadedAndItsTableUnloaded() throws Exception {
    Files.writeString(bucket.resolve("in.csv"), "1,one\n2,\n");
    redshift.must("create table pairs (a int, b varchar(9))");
    redshift.must("copy pairs from 's3://mine/in.csv' iam_role default csv emptyasnull");
    redshift.must(
        "unload ('select a, nvl(b, ''none'') from pairs order by a') to 's3://mine/out_' iam_role"
            + " default csv");
    assertEquals("1,one\n2,none\n", Files.readString(bucket.resolve("out_0000_part_00")));
  }

  @Test
  void aLoadThatLeavesASchemaAboveItsQuotaFails() throws Exception {
    Files.writeString(bucket.resolve("large.csv"), ("x".repeat(900) + "\n").repeat(3000));
    redshift.must("create schema narrow quota 1 mb");
    redshift.must("create table narrow.t (a varchar(1000))");
    JsonNode ended = as("awsuser", "copy narrow.t from 's3://mine/large.csv' iam_role default csv");
    String error = ended.path("Error").asText();
    assertTrue(
        error.contains("exceeding the disk space quota in schema(s): (Schema: narrow,"), error);
    assertEquals(List.of(List.of(0L)), redshift.rows("select count(*) from narrow.t"));
  }

  @Test
  void theHistoryHasTheTimeOfTheDataApi() throws Exception {
    Files.writeString(bucket.resolve("timed.csv"), "1\n");
    redshift.must("create table timed (a int)");
    redshift.must("copy timed from 's3://mine/timed.csv' iam_role default csv");
    assertEquals(
        List.of(List.of("2026-11-23 12:00:00")),
        redshift.rows(
            redshift.request(
                "select distinct start_time from sys_load_history where table_name = 'timed'")));
  }

  @Test
  void keysAreNoPartOfTheHistory() throws Exception {
    Files.writeString(bucket.resolve("keys.csv"), "1\n");
    redshift.must("create table keyed (a int)");
    redshift.must("copy keyed from 's3://mine/keys.csv' credentials 'aws_access_key_id=k1' csv");
    redshift.must(
        "copy keyed from 's3://mine/keys.csv' access_key_id 'k2' secret_access_key 'k3'"
            + " session_token 'k4' csv");
    redshift.must(
        "unload ('select 1') to 's3://mine/keys_' with credentials as 'aws_access_key_id=k5'"
            + " parallel off");
    assertEquals(
        List.of(
            List.of("copy keyed from 's3://mine/keys.csv' credentials '' csv"),
            List.of(
                "copy keyed from 's3://mine/keys.csv' access_key_id '' secret_access_key ''"
                    + " session_token '' csv"),
            List.of(
                "unload ('select 1') to 's3://mine/keys_' with credentials as '' parallel off")),
        redshift.rows(
            redshift.request(
                "select trim(querytxt) from stl_query where querytxt like '%/keys%' order by query")));
  }

  @Test
  void aLoadedMonthIsFoundBySortKeyAtOnce() throws Exception {
    StringBuilder days = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      days.append(LocalDate.of(2015, 1, 1).plusDays(i / 50)).append('\n');
    }
    Files.writeString(bucket.resolve("days"), days);
    redshift.must("create table days (day date) sortkey (day)");
    redshift.must("copy days from 's3://mine/days' iam_role default");
    try (Connection connection = redshift.administrator();
        Statement statement = connection.createStatement();
        ResultSet plan =
            statement.executeQuery(
                "explain (analyze, costs off, timing off, summary off)"
                    + " select from public.days where day = '2015-03-01'")) {
      List<String> lines = new ArrayList<>();
      while (plan.next()) {
        lines.add(plan.getString(1).strip());
      }
      assertTrue(lines.get(0).startsWith("Bitmap Heap Scan"), lines.toString());
      assertTrue(
          lines.stream().anyMatch(line -> line.matches("Heap Blocks: lossy=\\d{1,2}")),
          lines.toString());
    }
  }

  @Test
  void aFailedLoadIsExplainedInTheSystemTables() throws Exception {
    Files.writeString(bucket.resolve("bad"), "1\nx\n");
    redshift.must("create table numbers (a int)");
    JsonNode ended = as("awsuser", "copy numbers from 's3://mine/bad' iam_role default");
    assertEquals(
        "ERROR: Load into table 'numbers' failed.  Check 'stl_load_errors' system table for details.",
        ended.path("Error").asText());
    for (String sql :
        new String[] {
          "select trim(filename), line_number, trim(colname), err_code, trim(err_reason) from stl_load_errors",
          "select trim(file_name), line_number, trim(column_name), error_code, trim(error_message) from sys_load_error_detail"
        }) {
      JsonNode found = as("awsuser", sql);
      JsonNode row = redshift.call("GetStatementResult", found.get("Id").asText()).at("/Records/0");
      assertEquals("s3://mine/bad", row.at("/0/stringValue").asText(), row.toString());
      assertEquals(2, row.at("/1/longValue").asInt());
      assertEquals("a", row.at("/2/stringValue").asText());
      assertEquals(1207, row.at("/3/longValue").asInt());
      assertEquals(
          "Invalid digit, Value 'x', Pos 0, Type: Integer", row.at("/4/stringValue").asText());
    }
  }

  @Test
  void whoOnlyReadsLoadsNothing() throws Exception {
    Files.writeString(bucket.resolve("in"), "1\n");
    redshift.must("create table owned (a int)");
    JsonNode ended = as("querycast_reader", "copy owned from 's3://mine/in' iam_role default");
    assertEquals("ERROR: permission denied for relation owned", ended.path("Error").asText());
  }

  @Test
  void aLongLoadIsCancelled() throws Exception {
    byte[] line = "1|some text that makes the line longer\n".getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(bucket.resolve("long"))) {
      byte[] many = new byte[line.length * 10_000];
      for (int i = 0; i < many.length; i++) {
        many[i] = line[i % line.length];
      }
      for (int i = 0; i < 200; i++) {
        out.write(many);
      }
    }
    redshift.must("create table long (a int, b varchar(80))");
    JsonNode started =
        redshift.call(
            "ExecuteStatement",
            redshift.request("copy long from 's3://mine/long' iam_role default"));
    String id = started.get("Id").asText();
    while (!redshift.call("DescribeStatement", id).path("Status").asText().equals("STARTED")) {
      Thread.onSpinWait();
    }
    assertTrue(redshift.call("CancelStatement", id).path("Status").asBoolean());
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("ABORTED", ended.path("Status").asText());
  }
}
