package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sort key becomes an index of block ranges, however the table gets it. */
class SortKeyTest {
  private static final String INDEXED =
      "brin pickup {n_distinct=10000}"; // a part of a time has fewer values than the time

  @TempDir private static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() throws Exception {
    redshift = new LocalRedshift(folder);
    redshift.must("create table keyed (id int, pickup timestamp) sortkey (pickup, id)");
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  /** The only index of a table: its kind and column, and what the planner is told of the column. */
  private static String index(String table) throws Exception {
    try (Connection administrator = redshift.administrator();
        Statement ask = administrator.createStatement();
        ResultSet found =
            ask.executeQuery(
                "select string_agg(am.amname || ' ' || a.attname || ' ' || a.attoptions::text, ', ')"
                    + " from pg_catalog.pg_index i"
                    + " join pg_catalog.pg_class c on c.oid = i.indexrelid"
                    + " join pg_catalog.pg_am am on am.oid = c.relam"
                    + " join pg_catalog.pg_attribute a"
                    + " on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
                    + " where i.indrelid = 'public.%s'::regclass".formatted(table))) {
      found.next();
      return found.getString(1);
    }
  }

  @Test
  void aTableThatNamesItHasTheIndex() throws Exception {
    assertEquals(INDEXED, index("keyed"));
  }

  @Test
  void aTableLikeAnotherHasTheIndex() throws Exception {
    redshift.must("create table alike (like keyed)");
    assertEquals(INDEXED, index("alike"));
  }

  @Test
  void aTableOfAnothersRowsHasTheIndex() throws Exception {
    redshift.must("create table copied as select * from keyed");
    assertEquals(INDEXED, index("copied"));
  }

  @Test
  void aTableThatGetsItLaterHasTheIndex() throws Exception {
    redshift.must("create table later (id int, pickup timestamp)");
    redshift.must("alter table later alter sortkey (pickup)");
    assertEquals(INDEXED, index("later"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"analyze", "vacuum"})
  void rowsThatWereInsertedAreInTheIndexAfterwards(String command) throws Exception {
    String table = "filled_by_" + command;
    redshift.must("create table %s (pickup timestamp) sortkey (pickup)".formatted(table));
    redshift.must(
        ("insert into %s with d as (select 0 as n %s)"
                + " select '2015-03-01'::timestamp from d a, d b, d c, d e, d f")
            .formatted(table, "union all select 1 ".repeat(9)));
    redshift.must(command + " " + table);
    try (Connection administrator = redshift.administrator();
        Statement ask = administrator.createStatement();
        ResultSet left =
            ask.executeQuery(
                "select pg_catalog.brin_summarize_new_values('public.%s_pickup_idx')"
                    .formatted(table))) {
      left.next();
      assertEquals(0, left.getInt(1));
    }
  }
}
