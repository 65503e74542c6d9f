package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read a view WITH NO SCHEMA BINDING, what is left of it, and what else others may do. */
class LateViewsTest {
  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() throws Exception {
    redshift = new LocalRedshift(folder);
    redshift.must("create table secrets (word varchar(10))");
    redshift.must("insert into secrets values ('x')");
    redshift.must("create view shown as select * from public.secrets with no schema binding");
    redshift.must("create user guest password disable");
    redshift.must("create user stranger password disable");
    redshift.must("grant select on shown to guest");
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  private static JsonNode as(String user, String sql) throws Exception {
    return redshift.run(redshift.request(sql).put("DbUser", user));
  }

  private static void refused(String message, JsonNode ended) {
    assertEquals("FAILED", ended.get("Status").asText());
    assertEquals(message, ended.get("Error").asText());
  }

  @Test
  void whoMayReadTheViewReadsWithTheRightsOfItsOwner() throws Exception {
    ObjectNode reads = redshift.request("select word from shown").put("DbUser", "guest");
    assertEquals(List.of(List.of("x")), redshift.rows(reads));
    refused("ERROR: permission denied for relation secrets", as("guest", "select * from secrets"));
  }

  @Test
  void whoMayNotReadTheViewIsRefused() throws Exception {
    refused("ERROR: permission denied for relation shown", as("stranger", "select * from shown"));
  }

  @Test
  void anOwnerWithoutRightsToTheTableReadsNothingThroughHerView() throws Exception {
    redshift.must("create schema loft authorization stranger");
    String make = "create view loft.peek as select * from public.secrets with no schema binding";
    assertEquals("FINISHED", as("stranger", make).get("Status").asText());
    refused(
        "ERROR: permission denied for relation secrets", as("stranger", "select * from loft.peek"));
    redshift.must("drop schema loft cascade");
  }

  @Test
  void aQueryThatIsNotOursIsNotBound() throws Exception {
    try (Connection administrator = redshift.administrator();
        Statement statement = administrator.createStatement()) {
      statement.execute("set session authorization guest");
      String forged = "select redshift.bind_late_view('public.shown'::regclass, 'select 1', 'x')";
      SQLException denied = assertThrows(SQLException.class, () -> statement.execute(forged));
      assertEquals("42501", denied.getSQLState());
      assertThrows(SQLException.class, () -> statement.execute("select * from rdsdb.seal"));
    }
  }

  @Test
  void nothingIsLeftOfAViewThatWasRead() throws Exception {
    redshift.must("select * from shown");
    redshift.error("select word / 0 from shown");
    try (Connection administrator = redshift.administrator();
        Statement statement = administrator.createStatement()) {
      var left =
          statement.executeQuery("select count(*) from pg_class where relname ~ '^late_[0-9]'");
      left.next();
      assertEquals(0, left.getInt(1));
    }
  }

  @Test
  void aSessionThatHasReadAViewHoldsNoTable() throws Exception {
    redshift.must("create table brief (a int)");
    redshift.must("create view briefly as select * from public.brief with no schema binding");
    ObjectNode first = redshift.request("select * from briefly").put("SessionKeepAliveSeconds", 60);
    assertEquals("FINISHED", redshift.run(first).get("Status").asText());
    redshift.must("drop table brief");
    assertTrue(
        redshift
            .error("select * from briefly")
            .endsWith("relation \"public.brief\" does not exist"));
  }

  @Test
  void describeTableTellsTheColumnsThatAViewHasNow() throws Exception {
    ObjectNode asks =
        redshift
            .json
            .createObjectNode()
            .put("ClusterIdentifier", "querycast")
            .put("Database", "dev")
            .put("DbUser", "awsuser")
            .put("Schema", "public")
            .put("Table", "shown");
    JsonNode column = redshift.call("DescribeTable", asks).get("ColumnList").get(0);
    assertEquals("word", column.get("name").asText());
    assertEquals("varchar", column.get("typeName").asText());
  }

  @Test
  void whatOneMayNotReadIsNotShown() throws Exception {
    refused("ERROR: permission denied for relation secrets", as("guest", "show table secrets"));
    assertEquals("FINISHED", as("guest", "show view shown").get("Status").asText());
    refused("ERROR: permission denied for relation shown", as("stranger", "show view shown"));
  }

  @Test
  void whoIsGrantedItDropsAndAltersWhatAnotherOwns() throws Exception {
    redshift.must("create table lent (a int)");
    redshift.must("grant alter on lent to guest");
    assertEquals(
        "FINISHED", as("guest", "alter table lent add column b int").get("Status").asText());
    refused("ERROR: must be owner of relation lent", as("guest", "drop table lent"));
    assertEquals(
        List.of(List.of("awsuser")),
        redshift.rows("select tableowner from pg_tables where tablename = 'lent'"));
    redshift.must("grant drop on lent to guest");
    assertEquals("FINISHED", as("guest", "drop table lent").get("Status").asText());
  }
}
