package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users reach what is Redshift's and theirs, and nobody reaches what is another's. */
class ClosedTest {
  @TempDir private static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() throws Exception {
    Path bucket = Files.createDirectories(folder.resolve("s3/mine"));
    Files.writeString(bucket.resolve("x"), "1\n");
    redshift = new LocalRedshift(folder);
    redshift.must("create user alice password 'Abcd1234'");
    redshift.must("grant all on schema public to alice");
    redshift.must("create table secret as select 42 as x, 'told to nobody'::varchar(20) as word");
    redshift.must("revoke select on secret from querycast_reader");
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  /** The administrator's tables give what users could ask for by name in PostgreSQL. */
  @Test
  void noFunctionThatRedshiftDoesNotHaveIsFound() throws Exception {
    List<String> open = new ArrayList<>();
    for (String function : foreignFunctions()) {
      String error = redshift.error("select \"%s\"(1)".formatted(function));
      if (!error.startsWith("FAILED ERROR: function " + function + "(integer) does not exist")) {
        open.add(function + ": " + error);
      }
    }
    assertEquals(List.of(), open);
  }

  /** One of each kind; the whole list takes minutes. */
  private static List<String> foreignFunctions() throws Exception {
    String thorough = System.getenv("QUERYCAST_THOROUGH");
    String some =
        thorough == null
            ? " where proname ~ '(pg_|lo_|json|xml|array|super|keep|cast)' group by 1"
                + " order by md5(proname) limit 150"
            : " group by 1";
    List<String> functions = new ArrayList<>();
    try (Connection administrator = redshift.administrator();
        Statement statement = administrator.createStatement();
        ResultSet rows = statement.executeQuery("select proname from pg_proc" + some)) {
      while (rows.next()) {
        String name = rows.getString(1);
        if (!io.querycast.local.sql.names.Closed.isRedshifts(name) && name.matches("[a-z_0-9]+")) {
          functions.add(name);
        }
      }
    }
    assertTrue(functions.size() > 50, functions.toString());
    return functions;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select st_point(1, 2) | ST_POINT is not available in the local warehouse",
        "select h3_fromlonglat(0, 0, 10) | H3_FROMLONGLAT is not available",
        "select redshift.cast_varbyte('a') | schema \"redshift\" does not exist",
        "select * from rdsdb.settings | schema \"rdsdb\" does not exist",
        "select * from dev.rdsdb.settings | schema \"rdsdb\" does not exist",
        "insert into rdsdb.statements values (1) | schema \"rdsdb\" does not exist",
        "update rdsdb.statements set text = '' | schema \"rdsdb\" does not exist",
        "delete from rdsdb.statements | schema \"rdsdb\" does not exist",
        "create table redshift.x (a int) | schema \"redshift\" does not exist",
        "drop table rdsdb.statements | schema \"rdsdb\" does not exist",
        "drop schema redshift cascade | schema \"redshift\" does not exist",
        "grant usage on schema rdsdb to alice | schema \"rdsdb\" does not exist",
        "alter schema redshift rename to mine | schema \"redshift\" does not exist",
        "select * from pg_authid | relation \"pg_authid\" does not exist",
        "select * from pg_catalog.pg_file_settings | relation \"pg_file_settings\" does not exist",
        "select '{}'::json | type \"json\" does not exist",
        "select '{}'::pg_catalog.jsonb | type \"jsonb\" does not exist",
        "select cast('1' as \"inet\") | type \"inet\" does not exist",
        "select 1::redshift.super | type \"redshift.super\" does not exist",
        "select money '1' | type \"money\" does not exist",
        "set log_min_messages = debug1 | unrecognized configuration parameter",
        "set redshift.x = 1 | unrecognized configuration parameter",
        "select current_setting('data_directory') | unrecognized configuration parameter",
        "select set_config('role', 'rdsdb', false) | unrecognized configuration parameter",
        "set role awsuser | syntax error",
        "set session authorization rdsdb | user \"rdsdb\" does not exist",
        "set session_authorization to rdsdb | SET of session_authorization is not available",
        "create table t (a int default pg_sleep(3)) | function pg_sleep(integer) does not exist",
        "create view v as select lo_create(1) | function lo_create(integer) does not exist",
        "prepare p as select pg_sleep(3) | function pg_sleep(integer) does not exist",
        "create function lower(varchar) returns varchar stable as $$ select 'x' $$ language sql"
            + " | A function with the name of one of Redshift's is not available",
      })
  void whatIsNotRedshiftsDoesNotExist(String sql, String words) throws Exception {
    String error = redshift.error(sql);

    assertTrue(error.startsWith("FAILED ERROR: " + words), error);
  }

  @Test
  void aRefusalTellsTheTypesThePlaceAndAHint() throws Exception {
    assertEquals(
        "FAILED ERROR: function pg_read_file(\"unknown\") does not exist\n"
            + "  Hint: No function matches the given name and argument types."
            + " You may need to add explicit type casts.\n"
            + "  Position: 11",
        redshift.error("select 1, pg_read_file('/etc/passwd')"));
  }

  @Test
  void functionsOfUsersAreCalledByTheSearchPath() throws Exception {
    redshift.must(
        "create function pg_sleep(int) returns int immutable as $$ select $1 + 1 $$ language sql");
    assertEquals(
        List.of(List.of(2L, 3L, 4L)),
        redshift.rows("select pg_sleep(1), public.pg_sleep(2), dev.public.pg_sleep(3)"));
    redshift.must("drop function pg_sleep(int)");
  }

  @Test
  void nobodyPutsOursIntoTheSearchPath() throws Exception {
    ObjectNode begin = redshift.request("set search_path to rdsdb, \"redshift\", public");
    String session =
        redshift.run(begin.put("SessionKeepAliveSeconds", 60)).get("SessionId").asText();
    for (String set :
        List.of("select 1", "select set_config('search_path', 'public, rdsdb', false)")) {
      assertEquals("FINISHED ", error(inSession(session, set)));
      assertEquals(
          "FAILED ERROR: relation \"statements\" does not exist\n  Position: 15",
          error(inSession(session, "select * from statements")));
    }
  }

  private static ObjectNode inSession(String session, String sql) {
    ObjectNode request = redshift.json.createObjectNode().put("SessionId", session);
    return request.put("Sql", sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from secret",
        "insert into nyc_yellow_taxi (vendor_id) values (1)",
        "update nyc_yellow_taxi set vendor_id = 1",
        "delete from nyc_yellow_taxi",
        "truncate nyc_yellow_taxi",
        "lock nyc_yellow_taxi",
        "drop table nyc_yellow_taxi",
        "alter table nyc_yellow_taxi owner to querycast_reader",
        "alter table nyc_yellow_taxi add column x int",
        "alter table nyc_yellow_taxi alter distkey vendor_id",
        "alter table nyc_yellow_taxi add primary key (vendor_id)",
        "alter table nyc_yellow_taxi append from secret",
        "comment on table nyc_yellow_taxi is 'mine'",
        "grant select on nyc_yellow_taxi to public",
        "revoke select on nyc_yellow_taxi from awsuser",
        "grant usage on schema public to alice with grant option",
        "create table mine (a int)",
        "create view mine as select 1 as a",
        "create function f_mine() returns int stable as $$ select 1 $$ language sql",
        "create schema mine",
        "create user eve password 'Abcd1234'",
        "alter user querycast_reader createuser",
        "alter user awsuser password 'Abcd1234'",
        "drop user alice",
        "select * from pg_shadow",
        "select * from svv_table_info",
        "unload ('select * from secret') to 's3://mine/out/' iam_role default",
        "copy nyc_yellow_taxi from 's3://mine/x' iam_role default",
      })
  void theReaderOnlyReadsAndOnlyWhatSheMay(String sql) throws Exception {
    ObjectNode request = redshift.request(sql).put("DbUser", "querycast_reader");
    String error = error(request);
    assertTrue(error.startsWith("FAILED ERROR: "), error);
    assertTrue(error.contains("permission denied") || error.contains("must be "), error);
  }

  /** The condition of a view must not see a row, nor tell of it by an error, before its owner. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys_query_history where query_text",
        "sys_query_text where text",
        "stl_query where querytxt",
        "stl_querytext where text",
        "stl_utilitytext where text",
        "stl_ddltext where text",
        "svl_qlog where substring",
        "svl_statementtext where text",
        "stv_recents where query",
        "stv_inflight where text",
        "pg_stat_activity where current_query",
      })
  void noErrorTellsOfTheStatementsOfOthers(String from) throws Exception {
    redshift.must("create temp table told_to_nobody as select 'hushed' as x");
    String sql = "select count(*) from %s::date = '2020-01-01'".formatted(from);
    String error = error(redshift.request(sql).put("DbUser", "alice"));
    assertFalse(error.contains("hushed"), error);
  }

  @Test
  void aTemporaryTableWithTheNameOfTheCatalogueGivesNobodyAnything() throws Exception {
    ObjectNode begin =
        redshift.request("create temp table pg_class (\"oid\" bigint, relowner bigint)");
    begin.put("DbUser", "alice").put("SessionKeepAliveSeconds", 60);
    String session = redshift.run(begin).get("SessionId").asText();
    String fake =
        "insert into pg_class select 'secret'::regclass::oid::bigint, usesysid from pg_user"
            + " where usename = 'alice'";
    assertEquals("FINISHED ", error(inSession(session, fake)));
    String error = error(inSession(session, "alter table secret owner to alice"));
    assertTrue(error.contains("must be owner of relation"), error);
  }

  @Test
  void aViewOfAnotherUserShowsNothingThatHerOwnerMayNotSee() throws Exception {
    ObjectNode view = redshift.request("create view trap as select * from secret");
    assertEquals("FINISHED ", error(view.put("DbUser", "alice")));
    assertEquals(
        "FAILED ERROR: permission denied for relation secret",
        redshift.error("select * from trap"));
    redshift.must("drop view trap");
  }

  @Test
  void namesWithQuotesAreNamesInEveryCommand() throws Exception {
    String name = "\"q\"\"; drop table secret; --'\\\"";
    redshift.must("create table " + name + " (a int, \"b'\"\"\" int) diststyle key distkey (a)");
    redshift.must("alter table " + name + " add column \"c'\"\"; --\" int encode raw");
    redshift.must("alter table " + name + " alter distkey \"c'\"\"; --\"");
    redshift.must("create or replace view \"v'\"\"\\\" as select * from " + name);
    redshift.must("create or replace view \"v'\"\"\\\" as select * from " + name + " t");
    redshift.must("comment on table " + name + " is 'it''s \\\\ \"'");
    redshift.must(
        "create function \"f\"\"'; --\"(int) returns int stable as $$ select 1 $$ language sql");
    assertEquals(List.of(List.of(1L)), redshift.rows("select \"f\"\"'; --\"(1)"));
    assertEquals(1, redshift.rows("show table " + name).size());
    redshift.must("drop function \"f\"\"'; --\"(int)");
    redshift.must("drop view \"v'\"\"\\\"");
    redshift.must("drop table " + name);
    assertEquals(List.of(List.of(42L)), redshift.rows("select x from secret"));
  }

  private static String error(ObjectNode request) throws AwsError {
    JsonNode ended = redshift.run(request);
    return ended.path("Status").asText() + " " + ended.path("Error").asText();
  }
}
