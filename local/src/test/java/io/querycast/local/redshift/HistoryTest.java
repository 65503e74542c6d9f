package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder);
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  /** Begins a session with a statement. */
  private static String begun(String sql) throws AwsError {
    return redshift
        .run(redshift.request(sql).put("SessionKeepAliveSeconds", 60))
        .get("SessionId")
        .asText();
  }

  private static void in(String session, String sql) throws AwsError {
    ObjectNode request = redshift.json.createObjectNode();
    JsonNode ended = redshift.run(request.put("SessionId", session).put("Sql", sql));
    assertEquals("FINISHED", ended.get("Status").asText(), ended.toString());
  }

  private static void batch(String session, String... sqls) throws AwsError {
    ObjectNode request = redshift.json.createObjectNode().put("SessionId", session);
    ArrayNode list = request.putArray("Sqls");
    List.of(sqls).forEach(list::add);
    String id = redshift.call("BatchExecuteStatement", request).get("Id").asText();
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("FINISHED", ended.get("Status").asText(), ended.toString());
  }

  /** One value, of the statement whose text holds a mark. */
  private static Object told(String column, String view, String mark) throws AwsError {
    String text = view.equals("stl_query") ? "querytxt" : "query_text";
    List<List<Object>> rows =
        redshift.rows(
            "select %s from %s where %s like '%%%s%%' and %s not like '%%told%%' /* told */"
                .formatted(column, view, text, mark, text));
    assertEquals(1, rows.size(), mark + ": " + rows);
    return rows.get(0).get(0);
  }

  private static Object transaction(String mark) throws AwsError {
    return told("transaction_id", "sys_query_history", mark);
  }

  @Test
  void statementsOfOneTransactionHaveOneNumber() throws Exception {
    String session = begun("select 'alone 1'");
    in(session, "select 'alone 2'");
    in(session, "begin");
    in(session, "select 'within 1'");
    in(session, "select 'within 2'");
    in(session, "commit");
    in(session, "select 'behind'");
    assertEquals(transaction("within 1"), transaction("within 2"));
    assertNotEquals(transaction("alone 1"), transaction("alone 2"));
    assertNotEquals(transaction("alone 2"), transaction("within 1"));
    assertNotEquals(transaction("within 2"), transaction("behind"));
    assertEquals(transaction("behind"), told("xid", "stl_query", "behind"));
    assertEquals(
        List.of(List.of("committed")),
        redshift.rows(
            "select trim(status) from sys_transaction_history where transaction_id = "
                + transaction("within 1")));
  }

  @Test
  void aTextMayHoldAnyCharacter() throws Exception {
    redshift.must("select 'caf\u00e9 \u65e5\u672c'");
    assertEquals(
        "select 'caf\u00e9 \u65e5\u672c'", told("trim(query_text)", "sys_query_history", "caf"));
    assertEquals("select 'caf\u00e9 \u65e5\u672c'", told("trim(querytxt)", "stl_query", "caf"));
  }

  @Test
  void aBatchIsOneTransaction() throws Exception {
    String session = begun("select 'first'");
    batch(session, "select 'batch a 1'", "select 'batch a 2'");
    batch(session, "select 'batch b 1'", "select 'batch b 2'");
    assertEquals(transaction("batch a 1"), transaction("batch a 2"));
    assertEquals(transaction("batch b 1"), transaction("batch b 2"));
    assertNotEquals(transaction("batch a 1"), transaction("batch b 1"));
  }

  @Test
  void theQueryGroupIsTheLabel() throws Exception {
    String session = begun("set query_group to 'nightly'");
    in(session, "select 'in a group'");
    in(session, "reset query_group");
    in(session, "select 'in none'");
    assertEquals("nightly", told("trim(label)", "stl_query", "in a group"));
    assertEquals("nightly", told("trim(query_label)", "sys_query_history", "in a group"));
    assertEquals("default", told("trim(label)", "stl_query", "in none"));
    redshift.must("select 'another connection'");
    assertEquals("default", told("trim(label)", "stl_query", "another connection"));
  }

  @Test
  void aSessionIsLoggedFromItsBeginToItsEnd() throws Exception {
    String session = begun("select 1");
    String events =
        "select trim(event) from stl_connection_log where sessionid = '%s' order by recordtime, 1"
            .formatted(session);
    assertEquals(
        List.of(List.of("authenticated"), List.of("initiating session")), redshift.rows(events));
    assertEquals(
        1,
        redshift
            .rows(
                "select 1 from stv_sessions where process in (select pid from"
                    + " stl_connection_log where sessionid = '%s')".formatted(session))
            .size());
    redshift.clock.now = redshift.clock.now.plus(Duration.ofMinutes(2));
    redshift.call("ListSessions", redshift.json.createObjectNode());
    assertEquals(
        List.of(
            List.of("authenticated"),
            List.of("initiating session"),
            List.of("disconnecting session")),
        redshift.rows(events));
    assertEquals(
        List.of(List.of(120_000_000L)),
        redshift.rows(
            "select duration from sys_connection_log where global_session_id = '%s'"
                    .formatted(session)
                + " and event = 'disconnecting session'"));
  }

  @Test
  void aStatementWithoutASessionHasAConnectionOfItsOwn() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    assertEquals(
        List.of(List.of("disconnecting session")),
        redshift.rows(
            "select trim(event) from stl_connection_log where sessionid = '%s'".formatted(id)
                + " and event like 'disc%'"));
  }
}
