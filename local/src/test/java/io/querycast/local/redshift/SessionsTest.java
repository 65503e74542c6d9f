package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final String NOT_AVAILABLE = "ValidationException: Session is not available";

  @TempDir static Path folder;
  private static LocalRedshift redshift;
  private static int day;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder, s -> s.withSessionLimit(3));
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  /** After two days no session of an earlier test is known. */
  @BeforeEach
  void anotherDay() {
    day += 2;
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofDays(day));
  }

  @AfterEach
  void noFaults() {
    redshift.faults.clear();
  }

  private static void later(int seconds) {
    redshift.clock.now = redshift.clock.now.plusSeconds(seconds);
  }

  /** Begins a session with a statement, and waits for its end. */
  private static String begun(int seconds, String sql) throws AwsError {
    JsonNode ended = redshift.run(redshift.request(sql).put("SessionKeepAliveSeconds", seconds));
    assertEquals("FINISHED", ended.get("Status").asText(), ended.toString());
    return ended.get("SessionId").asText();
  }

  private static ObjectNode in(String session, String sql) {
    return redshift.json.createObjectNode().put("SessionId", session).put("Sql", sql);
  }

  private static String refusal(String operation, ObjectNode request) {
    AwsError error = redshift.refused(operation, request);
    return error.code() + ": " + error.getMessage();
  }

  private static JsonNode sessions(ObjectNode filter) throws AwsError {
    return redshift.call("ListSessions", filter).get("Sessions");
  }

  private static ObjectNode filter() {
    return redshift.json.createObjectNode();
  }

  private static JsonNode session(String id) throws AwsError {
    return sessions(filter().put("SessionId", id)).get(0);
  }

  @Test
  void temporaryTablesAndSettingsLiveInTheSession() throws Exception {
    String session = begun(60, "create temp table kept (n int)");
    redshift.run(in(session, "insert into kept values (3)"));
    redshift.run(in(session, "set timezone to 'America/New_York'"));
    assertEquals(List.of(List.of(3L)), redshift.rows(in(session, "select n from kept")));
    assertEquals(List.of(List.of("America/New_York")), redshift.rows(in(session, "show timezone")));
    assertEquals(
        "FAILED", redshift.run(redshift.request("select * from kept")).get("Status").asText());
    assertNotEquals(List.of(List.of("America/New_York")), redshift.rows("show timezone"));
  }

  private static String error(String session, String sql) throws AwsError {
    return redshift.run(in(session, sql)).path("Error").asText();
  }

  @Test
  void aSuperuserActsAsAnotherUserUntilShesHerselfAgain() throws Exception {
    redshift.must("create user acted password disable");
    redshift.must("create table hers_alone (n int)");
    String session = begun(60, "create temp table kept (n int)");
    redshift.run(in(session, "set search_path to elsewhere"));
    assertEquals("", error(session, "set session authorization acted"));
    assertEquals(
        List.of(List.of("acted", "acted", "acted")),
        redshift.rows(in(session, "select current_user, session_user, user")));
    assertEquals(List.of(List.of("elsewhere")), redshift.rows(in(session, "show search_path")));
    assertEquals(
        "ERROR: permission denied for relation hers_alone",
        error(session, "select * from public.hers_alone"));
    assertEquals("", error(session, "set session authorization 'querycast_reader'"));
    assertEquals(
        List.of(List.of("querycast_reader")), redshift.rows(in(session, "select current_user")));
    assertEquals("", error(session, "reset session authorization"));
    assertEquals(List.of(List.of("awsuser")), redshift.rows(in(session, "select session_user")));
    assertEquals(List.of(List.of(0L)), redshift.rows(in(session, "select count(*) from kept")));
  }

  @Test
  void nobodyElseActsAsAnotherUserAndNobodyWhileATransactionHasChanges() throws Exception {
    assertEquals(
        "ERROR: permission denied to set session authorization",
        redshift
            .run(
                redshift
                    .request("set session authorization awsuser")
                    .put("DbUser", "querycast_reader"))
            .path("Error")
            .asText());
    redshift.must("create table changed_before (n int)");
    String session = begun(60, "begin");
    assertEquals("", error(session, "insert into changed_before values (1)"));
    assertEquals(
        "ERROR: SET SESSION AUTHORIZATION behind a change in the same transaction is not available"
            + " in the local warehouse",
        error(session, "set session authorization querycast_reader"));
  }

  @Test
  void aTruncateCommitsItsTransactionAndEndsIt() throws Exception {
    redshift.must("create table emptied (n int)");
    redshift.must("insert into emptied values (1)");
    redshift.must("create table kept_on (n int)");
    String session = begun(60, "begin");
    redshift.run(in(session, "insert into kept_on values (1)"));
    redshift.run(in(session, "truncate emptied"));
    redshift.run(in(session, "insert into kept_on values (2)"));
    redshift.run(in(session, "rollback"));
    assertEquals(List.of(List.of(0L)), redshift.rows("select count(*) from emptied"));
    assertEquals(List.of(List.of(2L)), redshift.rows("select count(*) from kept_on"));
  }

  @Test
  void aCursorGivesItsRowsFewAtATimeUntilItsTransactionEnds() throws Exception {
    String session = begun(60, "begin");
    redshift.run(
        in(
            session,
            "declare few cursor for select n, n / 2.0 as half from (select 1 as n union"
                + " all select 2 union all select 3) order by n"));

    JsonNode first = redshift.result(in(session, "fetch forward 2 from few"));
    assertEquals(List.of("n int4", "half numeric"), LocalRedshift.columns(first));
    assertEquals(2, first.get("TotalNumRows").asInt());
    assertEquals(
        List.of(List.of("few", "few")),
        redshift.rows(
            in(
                session,
                "select trim(t.name), v.cursor_name from stv_active_cursors t join svv_active_cursors"
                    + " v on v.transaction_id = t.xid and v.session_id = pg_backend_pid()"
                    + " and v.user_id = current_user_id")));
    assertEquals(List.of(List.of(3L, "1.5000")), redshift.rows(in(session, "fetch next from few")));
    assertEquals(List.of(), redshift.rows(in(session, "fetch all from few")));

    redshift.run(in(session, "commit"));
    JsonNode gone = redshift.run(in(session, "fetch next from few"));
    assertEquals("ERROR: cursor \"few\" does not exist", gone.path("Error").asText());
  }

  @Test
  void whatAlterUserSetsIsThereInTheNextSessionsAndAfterReset() throws Exception {
    String earlier = begun(60, "set query_group to 'mine'");
    redshift.must("alter user awsuser set query_group to 'night'");
    try {
      assertEquals(List.of(List.of("night")), redshift.rows("show query_group"));
      assertEquals(List.of(List.of("mine")), redshift.rows(in(earlier, "show query_group")));
      String session = begun(60, "set query_group to 'own'");
      redshift.run(in(session, "reset query_group"));
      assertEquals(List.of(List.of("night")), redshift.rows(in(session, "show query_group")));
    } finally {
      redshift.must("alter user awsuser reset all");
    }
    assertEquals(List.of(List.of("default")), redshift.rows("show query_group"));
  }

  @Test
  void anAlterUserOfATransactionCountsWhenItIsCommitted() throws Exception {
    String session = begun(60, "begin");
    redshift.run(in(session, "alter user awsuser set query_group to 'night'"));
    assertEquals(List.of(List.of("default")), redshift.rows("show query_group"));
    redshift.run(in(session, "commit"));
    try {
      assertEquals(List.of(List.of("night")), redshift.rows("show query_group"));
    } finally {
      redshift.must("alter user awsuser reset query_group");
    }
  }

  @Test
  void aSeedGivesTheNumbersOfTheGuide() throws Exception {
    String session = begun(60, "set seed to .25");
    String number = "select cast(random() * 100 as int)";
    assertEquals(List.of(List.of(21L)), redshift.rows(in(session, number)));
    assertEquals(List.of(List.of(79L)), redshift.rows(in(session, number)));
    assertEquals(List.of(List.of(12L)), redshift.rows(in(session, number)));

    redshift.run(in(session, "set seed to .25"));
    assertEquals(
        List.of(List.of(21L), List.of(79L), List.of(12L)),
        redshift.rows(in(session, number + " from nyc_yellow_taxi limit 3")));
  }

  @Test
  void aVariableOfTheSessionHasANameOfTwoParts() throws Exception {
    String session = begun(60, "set app_context.user_id to 'u1'");
    String read = "select current_setting('app_context.user_id')";
    assertEquals(List.of(List.of("u1")), redshift.rows(in(session, read)));
    assertEquals(List.of(List.of("u1")), redshift.rows(in(session, "show app_context.user_id")));
    assertEquals(
        "ERROR: unrecognized configuration parameter \"app_context.user_id\"",
        redshift.run(redshift.request(read)).path("Error").asText());
  }

  @Test
  void aPreparedStatementTakesItsValuesWhenItIsExecuted() throws Exception {
    String session = begun(60, "prepare next (int) as select $1 + 1 as n");
    assertEquals(List.of(List.of(6L)), redshift.rows(in(session, "execute next(5)")));
    redshift.run(in(session, "deallocate next"));
    assertEquals(
        "ERROR: prepared statement \"next\" does not exist",
        redshift.run(in(session, "execute next(5)")).get("Error").asText());
  }

  @Test
  void namesOfColumnsAreInUpperCaseIfTheSessionSaysSo() throws Exception {
    String session = begun(60, "set describe_field_name_in_uppercase to on");
    JsonNode result = redshift.result(in(session, "select 1 as one"));
    assertEquals(List.of("ONE int4"), LocalRedshift.columns(result));
    redshift.run(in(session, "reset describe_field_name_in_uppercase"));
    assertEquals(
        List.of("one int4"),
        LocalRedshift.columns(redshift.result(in(session, "select 1 as one"))));
  }

  @Test
  void aTransactionThatOnlyReadsRefusesToWrite() throws Exception {
    String session = begun(60, "create table unwritten (n int)");
    redshift.run(in(session, "begin read only"));
    JsonNode refused = redshift.run(in(session, "insert into unwritten values (1)"));
    assertEquals("ERROR: transaction is read-only", refused.get("Error").asText());
    redshift.run(in(session, "rollback"));
    assertEquals(
        "FINISHED",
        redshift.run(in(session, "insert into unwritten values (1)")).get("Status").asText());
  }

  @Test
  void afterTheSameSeedTheSameRandomNumbersCome() throws Exception {
    String session = begun(60, "set seed to .25");
    List<List<Object>> first = redshift.rows(in(session, "select random()"));
    List<List<Object>> second = redshift.rows(in(session, "select random()"));
    redshift.run(in(session, "set seed to .25"));
    assertEquals(first, redshift.rows(in(session, "select random()")));
    assertNotEquals(first, second);
  }

  @Test
  void everyAnswerNamesTheSessionAndWhereItIs() throws Exception {
    String session = begun(60, "select 1");
    JsonNode started = redshift.call("ExecuteStatement", in(session, "select 2"));
    assertEquals(session, started.get("SessionId").asText());
    assertEquals("dev", started.get("Database").asText());
    assertEquals("querycast", started.get("ClusterIdentifier").asText());
    JsonNode ended =
        redshift.call(
            "DescribeStatement",
            redshift.id(started.get("Id").asText()).put("WaitTimeSeconds", 30));
    assertEquals(session, ended.get("SessionId").asText());
    JsonNode listed = redshift.call("ListStatements", filter()).get("Statements").get(0);
    assertEquals(session, listed.get("SessionId").asText());
    assertFalse(redshift.run(redshift.request("select 1")).has("SessionId"));
    JsonNode none = redshift.run(redshift.request("select 1").put("SessionKeepAliveSeconds", 0));
    assertFalse(none.has("SessionId"));
  }

  @Test
  void aTransactionOfASessionIsItsOwnUntilCommit() throws Exception {
    redshift.run(redshift.request("create table shared (n int)"));
    String session = begun(60, "begin");
    redshift.run(in(session, "insert into shared values (1)"));
    assertEquals(List.of(), redshift.rows("select n from shared"));
    redshift.run(in(session, "commit"));
    assertEquals(List.of(List.of(1L)), redshift.rows("select n from shared"));
  }

  @Test
  void afterAFailureATransactionWaitsForItsEnd() throws Exception {
    String session = begun(60, "begin");
    redshift.run(in(session, "select nope"));
    assertEquals(
        "ERROR: current transaction is aborted, commands ignored until end of transaction block",
        redshift.run(in(session, "select 1")).get("Error").asText());
    redshift.run(in(session, "rollback"));
    assertEquals(List.of(List.of(1L)), redshift.rows(in(session, "select 1")));
  }

  @Test
  void oneStatementAtATimeRunsInASession() throws Exception {
    String session = begun(60, "select 1");
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    ObjectNode first = in(session, "select 2").put("ClientToken", "first");
    String id = redshift.call("ExecuteStatement", first).get("Id").asText();
    JsonNode busy = session(session);
    assertEquals("BUSY", busy.get("Status").asText());
    assertEquals(id, busy.get("CurrentStatementId").asText());
    assertEquals(NOT_AVAILABLE, refusal("ExecuteStatement", in(session, "select 3")));
    assertEquals(id, redshift.call("ExecuteStatement", first).get("Id").asText());
    redshift.faults.clear();
    redshift.call("CancelStatement", id);
    redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("AVAILABLE", session(session).get("Status").asText());
    assertEquals(List.of(List.of(4L)), redshift.rows(in(session, "select 4")));
  }

  @Test
  void itEndsSomeSecondsAfterItsLastStatement() throws Exception {
    String session = begun(60, "create temp table gone (n int)");
    later(59);
    redshift.run(in(session, "select 1"));
    later(59);
    JsonNode known = session(session);
    assertEquals("AVAILABLE", known.get("Status").asText());
    assertEquals(60, known.get("SessionAliveSeconds").asInt());
    assertEquals(
        redshift.clock.now.plusSeconds(1).getEpochSecond(), known.get("SessionTtl").asLong());
    later(1);
    assertEquals("CLOSED", session(session).get("Status").asText());
    assertEquals(NOT_AVAILABLE, refusal("ExecuteStatement", in(session, "select 1")));
    assertEquals(
        "FAILED", redshift.run(redshift.request("select n from gone")).get("Status").asText());
  }

  @Test
  void itsTimeMayBeChangedAndZeroEndsIt() throws Exception {
    String session = begun(60, "select 1");
    redshift.run(in(session, "select 1").put("SessionKeepAliveSeconds", 3600));
    later(3599);
    redshift.run(in(session, "select 1").put("SessionKeepAliveSeconds", 0));
    assertEquals("CLOSED", session(session).get("Status").asText());
  }

  @Test
  void noSessionLastsLongerThanADay() throws Exception {
    String session = begun(86_400, "select 1");
    for (int hour = 1; hour < 24; hour++) {
      later(3600);
      redshift.run(in(session, "select 1"));
    }
    assertEquals("AVAILABLE", session(session).get("Status").asText());
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    String last = redshift.call("ExecuteStatement", in(session, "select 1")).get("Id").asText();
    later(3600);
    JsonNode ended =
        redshift.call("DescribeStatement", redshift.id(last).put("WaitTimeSeconds", 30));
    assertEquals("ABORTED", ended.get("Status").asText());
    assertEquals(
        "ValidationException",
        redshift.refused("ExecuteStatement", in(session, "select 1")).code());
  }

  @Test
  void aSessionNamesItsPlaceItself() throws Exception {
    String session = begun(60, "select 1");
    for (String field :
        List.of("ClusterIdentifier", "WorkgroupName", "Database", "DbUser", "SecretArn")) {
      ObjectNode both = in(session, "select 1").put(field, "querycast");
      assertEquals("ValidationException", redshift.refused("ExecuteStatement", both).code(), field);
    }
    String unknown = UUID.randomUUID().toString();
    assertEquals(
        "ValidationException: Session with Id: " + unknown + " is invalid",
        refusal("ExecuteStatement", in(unknown, "select 1")));
    assertEquals(
        "ValidationException",
        redshift.refused("ExecuteStatement", in("not a session", "select 1")).code());
    ObjectNode nowhere = filter().put("Sql", "select 1").put("Database", "dev");
    assertEquals(
        "ValidationException: Either ClusterIdentifier, WorkgroupName or SessionId must be provided.",
        refusal("ExecuteStatement", nowhere));
  }

  @Test
  void aBatchMayBeginASessionAndRunInIt() throws Exception {
    ObjectNode request = redshift.request("").put("SessionKeepAliveSeconds", 60);
    request.remove("Sql");
    request
        .putArray("Sqls")
        .add("create temp table pair (n int)")
        .add("insert into pair values (1)");
    String session =
        redshift
            .call("BatchExecuteStatement", request.put("WaitTimeSeconds", 30))
            .get("SessionId")
            .asText();
    ObjectNode more = filter().put("SessionId", session).put("WaitTimeSeconds", 30);
    more.putArray("Sqls").add("insert into pair values (2)").add("select count(*) from pair");
    String id = redshift.call("BatchExecuteStatement", more).get("Id").asText();
    assertEquals(
        List.of(List.of(2L)), LocalRedshift.rows(redshift.call("GetStatementResult", id + ":2")));
  }

  @Test
  void sessionsAreListedByStatusAndPlaceInPages() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      later(1);
      ids.add(0, begun(i == 0 ? 1 : 60, "select 1"));
    }
    later(1);
    assertEquals(ids.subList(0, 2), idsOf(sessions(filter())));
    assertEquals(ids.subList(2, 3), idsOf(sessions(filter().put("Status", "CLOSED"))));
    assertEquals(List.of(), idsOf(sessions(filter().put("Status", "BUSY"))));
    assertEquals(2, sessions(filter().put("ClusterIdentifier", "querycast")).size());
    assertEquals(0, sessions(filter().put("WorkgroupName", "querycast")).size());
    assertEquals(0, sessions(filter().put("Database", "other")).size());
    JsonNode page = redshift.call("ListSessions", filter().put("MaxResults", 1));
    assertEquals(ids.subList(0, 1), idsOf(page.get("Sessions")));
    JsonNode next =
        redshift.call(
            "ListSessions",
            filter().put("MaxResults", 1).put("NextToken", page.get("NextToken").asText()));
    assertEquals(ids.subList(1, 2), idsOf(next.get("Sessions")));
    assertFalse(next.has("NextToken"));
    assertEquals(
        "ResourceNotFoundException",
        redshift
            .refused("ListSessions", filter().put("SessionId", UUID.randomUUID().toString()))
            .code());
    assertEquals(
        "ValidationException",
        redshift
            .refused("ListSessions", filter().put("SessionId", ids.get(0)).put("Database", "dev"))
            .code());
  }

  @Test
  void onlySoManySessionsAreOpenAtOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      begun(60, "select 1");
    }
    ObjectNode more = redshift.request("select 1").put("SessionKeepAliveSeconds", 60);
    assertEquals(
        "ActiveSessionsExceededException", redshift.refused("ExecuteStatement", more).code());
    later(60);
    begun(60, "select 1");
  }

  @Test
  void aRestartEndsAllSessionsAndWhatRunsInThem() throws Exception {
    redshift.close();
    start();
    String idle = begun(60, "select 1");
    String busy = begun(60, "select 1");
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    String running = redshift.call("ExecuteStatement", in(busy, "select 2")).get("Id").asText();
    redshift.close();
    start();
    assertEquals("CLOSED", session(idle).get("Status").asText());
    assertEquals(NOT_AVAILABLE, refusal("ExecuteStatement", in(idle, "select 1")));
    JsonNode ended = redshift.call("DescribeStatement", running);
    assertEquals("FAILED", ended.get("Status").asText());
    assertEquals(
        "FATAL: terminating connection due to administrator command", ended.get("Error").asText());
  }

  @Test
  void aSessionOfAUserWhoIsNotThereNeverOpens() throws Exception {
    JsonNode ended =
        redshift.run(
            redshift
                .request("select 1")
                .put("DbUser", "nobody")
                .put("SessionKeepAliveSeconds", 60));
    assertEquals("FATAL: user \"IAM:nobody\" does not exist", ended.get("Error").asText());
    assertEquals("CLOSED", session(ended.get("SessionId").asText()).get("Status").asText());
  }

  private static List<String> idsOf(JsonNode sessions) {
    List<String> ids = new ArrayList<>();
    sessions.forEach(each -> ids.add(each.get("SessionId").asText()));
    return ids;
  }
}
