package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogue tools join the views of what ran: the work must not grow with the square of it. */
class HistoryPlanTest {
  private static final int BATCHES = 8;

  /** The most that one batch may have. */
  private static final int STATEMENTS = 40;

  /** How DataHub finds who has written what. */
  private static final String JOINED =
      "select distinct sq.userid, si.query, si.rows, sui.usename, sq.querytxt, sc.tbl"
          + " from (select userid, query, sum(rows) as rows from stl_insert where rows > 0"
          + " group by userid, query) si"
          + " join stl_query sq on si.query = sq.query"
          + " join stl_scan sc on sc.query = sq.query"
          + " join svl_qlog l on l.query = sq.query"
          + " left join svl_user_info sui on sq.userid = sui.usesysid"
          + " where sq.aborted = 0 and sq.userid <> 1 and sq.querytxt not like 'padb%'";

  @TempDir static Path folder;

  @Test
  void aJoinOfViewsReadsEachStatementAFewTimes() throws Exception {
    try (LocalRedshift redshift = new LocalRedshift(folder);
        Connection administrator = redshift.administrator();
        Statement engine = administrator.createStatement()) {
      redshift.must("create table written (id int)");
      redshift.must("insert into written values (1)");
      for (int batch = 0; batch < BATCHES; batch++) {
        insert(redshift);
      }

      engine.execute("set search_path = redshift, pg_catalog, public");
      JsonNode plan;
      try (ResultSet rows = engine.executeQuery("explain (analyze, format json) " + JOINED)) {
        rows.next();
        plan = redshift.json.readTree(rows.getString(1)).get(0).get("Plan");
      }

      assertEquals(BATCHES * STATEMENTS, plan.get("Actual Rows").asInt());
      assertTrue(read(plan) < 20L * BATCHES * STATEMENTS, plan::toPrettyString);
    }
  }

  private static void insert(LocalRedshift redshift) throws Exception {
    ObjectNode request = redshift.request("").without("Sql");
    ArrayNode statements = request.putArray("Sqls");
    for (int i = 0; i < STATEMENTS; i++) {
      statements.add("insert into written select id from written limit 1");
    }
    String id = redshift.call("BatchExecuteStatement", request).get("Id").asText();
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("FINISHED", ended.get("Status").asText(), ended.toString());
  }

  /** How many rows the steps of a plan have read of the statements that ran. */
  private static long read(JsonNode step) {
    long read = 0;
    if (step.path("Relation Name").asText().equals("statements")) {
      long ofOne = step.get("Actual Rows").asLong() + step.path("Rows Removed by Filter").asLong();
      read = ofOne * step.get("Actual Loops").asLong();
    }
    for (JsonNode below : step.path("Plans")) {
      read += read(below);
    }
    return read;
  }
}
