package io.querycast.local.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalogue and the history tell, and whom. */
class CatalogueTest {
  private static final Limits LIMITS = new Limits(2000, 2000, Duration.ofMinutes(1), false);
  private static final String NOT_ALLOWED = "42501";

  @TempDir static Path folder;
  private static Engine engine;
  private static Connection owner;
  private static Connection reader;

  @BeforeAll
  static void start() throws Exception {
    engine = EmptyWarehouses.open(folder.resolve("engine"), LIMITS);
    owner = engine.session(Engine.OWNER).connection();
    reader = engine.session(Engine.READER).connection();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void whatIsForSuperusersIsKeptFromAReaderUntilASuperuserGrantsIt() throws Exception {
    for (String view : List.of("svv_table_info", "stl_connection_log", "svv_diskusage")) {
      assertEquals(NOT_ALLOWED, refused(reader, "select * from " + view), view);
      rows(owner, "select * from " + view);
    }
    execute(owner, "grant select on stl_connection_log to querycast_reader");
    rows(reader, "select * from stl_connection_log");
  }

  @Test
  void aReaderSeesHerOwnStatementsAndASuperuserAll() throws Exception {
    try (Connection administrator = engine.administrator()) {
      for (String user : List.of(Engine.OWNER, Engine.READER)) {
        execute(
            administrator,
            "insert into rdsdb.statements (query, userid, pid, starttime, endtime, text, status)"
                + " select nextval('rdsdb.query_ids'), oid, 1, '2015-01-01', '2015-01-01',"
                + " 'select ''of "
                + user
                + "''', 'success' from pg_roles where rolname = '"
                + user
                + "'");
      }
    }
    String texts =
        "select trim(querytxt) from stl_query where starttime < '2016-01-01' order by query";
    assertEquals(
        List.of("select 'of awsuser'", "select 'of querycast_reader'"), rows(owner, texts));
    assertEquals(List.of("select 'of querycast_reader'"), rows(reader, texts));
  }

  @Test
  void theTablesBehindTheViewsAreNobodys() throws Exception {
    for (String table : List.of("statements", "loads", "table_attributes", "column_encodings")) {
      assertEquals(NOT_ALLOWED, refused(owner, "select * from rdsdb." + table), table);
      assertEquals(NOT_ALLOWED, refused(owner, "delete from rdsdb." + table), table);
    }
  }

  @Test
  void rowsAreCountedForSuperusersAndNeverByTheQueryOfAView() throws Exception {
    execute(owner, "create table public.counted as select 1 as a");
    execute(owner, "create view public.seen as select a from counted");
    assertEquals(
        List.of("1"),
        rows(owner, "select tbl_rows from svv_table_info where \"table\" = 'counted'"));
    List<String> nobody = new ArrayList<>();
    nobody.add(null);
    assertEquals(nobody, rows(owner, "select redshift.count_rows('seen'::regclass)"));
    assertEquals(nobody, rows(reader, "select redshift.count_rows('counted'::regclass)"));
    execute(owner, "drop view seen");
    execute(owner, "drop table counted");
  }

  @Test
  void nothingOfTheEngineShows() throws Exception {
    for (String places :
        List.of(
            "select nspname from pg_namespace",
            "select schemaname from pg_tables",
            "select schemaname from pg_views",
            "select table_schema from information_schema.tables",
            "select table_schema from information_schema.table_privileges",
            "select routine_schema from information_schema.routines",
            "select schema_name from svv_all_schemas",
            "select usename from pg_user",
            "select groname from pg_group",
            "select datname from pg_database")) {
      List<String> told = rows(owner, places);
      for (String ours : List.of("redshift", "postgres", "rds_superuser", "pg_read_all_data")) {
        assertFalse(told.contains(ours), places + " tells " + ours);
      }
      assertTrue(places.contains("pg_user") || !told.contains("rdsdb"), places);
    }
  }

  @Test
  void tablesOfTheUsersMayHaveTheNamesOfOurs() throws Exception {
    for (String name : List.of("statements", "sessions", "roles", "columns", "settings")) {
      execute(owner, "create table public." + name + " (mine int)");
      execute(owner, "insert into " + name + " values (1)");
      assertEquals(List.of("1"), rows(reader, "select mine from " + name), name);
      execute(owner, "drop table " + name);
    }
  }

  @Test
  void howATableIsKeptIsToldUntilItIsGone() throws Exception {
    execute(owner, "create table public.kept (a int not null, b varchar(20), c numeric(8, 2))");
    execute(
        owner,
        "select redshift.keep_table_attributes('kept', 'KEY', 'b', array['a', 'c'], true, false,"
            + " false)");
    execute(owner, "select redshift.keep_column_encoding('kept', 'b', 'ZSTD', null)");
    assertEquals(
        List.of(
            "a|integer|none|f|-1|t",
            "b|character varying(20)|zstd|t|0|f",
            "c|numeric(8,2)|none|f|2|f"),
        rows(
            owner,
            "select concat_ws('|', \"column\", type, trim(encoding), distkey, sortkey, \"notnull\")"
                + " from pg_table_def where tablename = 'kept'"));
    assertEquals(
        List.of("1"),
        rows(owner, "select count(*) from pg_conf where key like 'pg_class_backup_%'"));
    execute(owner, "drop table kept");
    execute(owner, "create table public.other (a int)");
    execute(
        owner,
        "select redshift.keep_table_attributes('other', null, null, null, false, true, true)");
    try (Connection administrator = engine.administrator()) {
      assertEquals(
          List.of("other"),
          rows(
              administrator,
              "select coalesce(c.relname, 'gone') from rdsdb.table_attributes a left join"
                  + " pg_catalog.pg_class c on c.oid = a.relation"));
    }
    execute(owner, "drop table other");
  }

  @Test
  void onlyItsOwnerSaysHowATableIsKept() throws Exception {
    execute(owner, "create table public.hers (a int)");
    assertEquals(
        NOT_ALLOWED,
        refused(
            reader,
            "select redshift.keep_table_attributes('hers', 'ALL', null, null, false, true, true)"));
    assertEquals(
        NOT_ALLOWED,
        refused(
            reader, "select redshift.keep_constraint('hers', null, 'p', array['a'], null, null)"));
    execute(owner, "drop table hers");
  }

  @Test
  void keysAreToldAndCheckNothing() throws Exception {
    execute(owner, "create table public.parents (id int not null, name varchar(10))");
    execute(owner, "create table public.children (id int, parent int)");
    execute(
        owner, "select redshift.keep_constraint('parents', null, 'p', array['id'], null, null)");
    execute(
        owner,
        "select redshift.keep_constraint('children', null, 'f', array['parent'], 'parents', null)");
    execute(owner, "insert into parents values (1, 'a'), (1, 'b')");
    execute(owner, "insert into children values (1, 7)");
    assertEquals(
        List.of(
            "children_parent_fkey FOREIGN KEY (parent) REFERENCES parents(id)",
            "parents_pkey PRIMARY KEY (id)"),
        rows(
            owner,
            "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint order by 1"));
    assertEquals(
        List.of("id"),
        rows(
            owner,
            "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indexrelid"
                + " where i.indrelid = 'parents'::regclass and i.indisprimary"));
    assertEquals(
        "42P16",
        refused(
            owner,
            "select redshift.keep_constraint('parents', 'x', 'p', array['name'], null, null)"));
    execute(owner, "select redshift.drop_constraint('children', 'children_parent_fkey')");
    assertEquals(
        "42704", refused(owner, "select redshift.drop_constraint('children', 'no_such_key')"));
    execute(owner, "drop table children");
    execute(owner, "drop table parents");
    assertEquals(List.of(), rows(owner, "select conname from pg_constraint"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String refused(Connection connection, String sql) {
    return assertThrows(SQLException.class, () -> execute(connection, sql), sql).getSQLState();
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }
}
