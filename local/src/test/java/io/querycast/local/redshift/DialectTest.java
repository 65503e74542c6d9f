package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redshift's SQL and its answers. */
class DialectTest {
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

  // One expression and its value as text; null for NULL.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "7 / 2 | 3",
        "-7 / 2 | -3",
        "nvl(null, 3) | 3",
        "nvl2(null, 'a', 'b') | b",
        "decode(2, 1, 'one', 2, 'two', 'many') | two",
        "decode(null, null, 'none', 'some') | none",
        "decode(9, 1, 'one') | null",
        "charindex('b', 'abc') | 2",
        "len('hé') | 2",
        "btrim('  a ') | a",
        "btrim('xxaxx', 'x') | a",
        "trim(both 'x' from 'xax') | a",
        "concat('a', null) | null",
        "'axb' like 'a\\\\_b' | false",
        "'a_b' like 'a\\\\_b' | true",
        "'ABC' ilike 'a%' | true",
        "'abc' ~ 'b' | true",
        "'abc' !~ 'b' | false",
        "regexp_replace('aaa', 'a', 'b') | bbb",
        "regexp_substr('ab12', '[0-9]+') | 12",
        "left('abc', 2) | ab",
        "'abcdef'::varchar(3) | abc",
        "split_part('a-b-c', '-', 2) | b",
        "datediff(day, date '2015-01-31', date '2015-03-01') | 29",
        "datediff(month, date '2015-01-31', date '2015-02-01') | 1",
        "datediff(year, date '2015-12-31', date '2016-01-01') | 1",
        "datediff(hour, timestamp '2015-01-01 00:59:59', timestamp '2015-01-01 01:00:00') | 1",
        "datediff(second, timestamp '2015-01-01 00:00:10', timestamp '2015-01-01 00:00:00') | -10",
        "datediff('qtr', date '2015-03-31', date '2015-04-01') | 1",
        "dateadd(month, 1, date '2015-01-31') | 2015-02-28 00:00:00",
        "dateadd('day', -1, date '2015-03-01') | 2015-02-28 00:00:00",
        "dateadd(hour, 25, timestamp '2015-03-01 00:00:00') | 2015-03-02 01:00:00",
        "add_months(date '2015-02-28', 1) | 2015-03-31 00:00:00",
        "months_between(date '2015-03-31', date '2015-02-28') | 1.0",
        "last_day(date '2016-02-03') | 2016-02-29",
        "date_trunc('month', timestamp '2015-03-17 10:11:12') | 2015-03-01 00:00:00",
        "trunc(timestamp '2015-03-17 10:11:12') | 2015-03-17",
        "trunc(2.79) | 2",
        "extract(dow from date '2015-03-01') | 0",
        "extract(epoch from timestamp '2015-01-01 00:00:00') | 1420070400",
        "date_part(month, date '2015-03-01') | 3.0",
        "date '2015-03-01' + 1 | 2015-03-02",
        "convert_timezone('America/New_York', timestamp '2015-07-01 12:00:00') | 2015-07-01 08:00:00",
        "convert_timezone('EST', 'UTC', timestamp '2015-07-01 12:00:00') | 2015-07-01 17:00:00",
        "to_char(timestamp '2015-03-01 14:05:06', 'YYYY-MM-DD HH24:MI:SS') | 2015-03-01 14:05:06",
        "to_char(date '2015-03-01', 'Mon DD, YYYY') | Mar 01, 2015",
        "to_char(date '2015-03-01', 'YYYY\"Q\"Q') | 2015Q1",
        "to_date('03/01/2015', 'MM/DD/YYYY') | 2015-03-01",
        "to_timestamp('2015-03-01 10:00:00', 'YYYY-MM-DD HH24:MI:SS') | 2015-03-01 10:00:00+00",
        "round(2.5) | 3",
        "mod(7, 3) | 1",
        "cast(0.0050 as decimal(9, 2)) | 0.01",
        "greatest(1, null, 3) | 3",
      })
  void expressionsHaveTheValuesOfRedshift(String expression, String value) throws Exception {
    Object answer = redshift.rows("select " + expression + " as x").get(0).get(0);
    assertEquals(value, answer == null ? null : answer.toString());
  }

  @Test
  void nullsAreTheLargest() throws Exception {
    String from = " from (select 1 as x union all select null union all select 2) t order by x";
    assertEquals(
        List.of(List.of(1L), List.of(2L), Arrays.asList((Object) null)),
        redshift.rows("select x" + from));
    assertEquals(
        List.of(Arrays.asList((Object) null), List.of(2L), List.of(1L)),
        redshift.rows("select x" + from + " desc"));
  }

  @Test
  void aggregatesHaveRedshiftsTypes() throws Exception {
    assertEquals(
        List.of("a int8", "b int8", "c numeric", "d int8", "e numeric", "f int8", "g float8"),
        LocalRedshift.columns(
            redshift.result(
                redshift.request(
                    "select count(*) as a, sum(passenger_count) as b, sum(fare_amount) as c,"
                        + " avg(passenger_count) as d, avg(fare_amount) as e,"
                        + " approximate count(distinct payment_type) as f,"
                        + " sum(fare_amount::float8) as g from nyc_yellow_taxi"))));
  }

  @Test
  void columnsWithoutAnAliasAreNamedAsInRedshift() throws Exception {
    assertEquals(
        List.of(
            "?column? int4",
            "count int8",
            "case varchar",
            "vendor_id int2",
            "vendor_id int8",
            "total int4"),
        LocalRedshift.columns(
            redshift.result(
                redshift.request(
                    "select 1 + 1, count(*), case when true then 'x' end, VENDOR_ID,"
                        + " vendor_id::bigint, 1 as Total from nyc_yellow_taxi group by vendor_id"))));
  }

  @Test
  void groupsWindowsAndListsWork() throws Exception {
    assertEquals(
        List.of(List.of("2,1")),
        redshift.rows(
            "select listagg(distinct vendor_id, ',') within group (order by vendor_id desc)"
                + " from nyc_yellow_taxi"));
    assertEquals(
        List.of(List.of(1.0)),
        redshift.rows(
            "select sum(share) from (select ratio_to_report(count(*)) over () as share"
                + " from nyc_yellow_taxi group by vendor_id) t"));
    assertEquals(2, redshift.rows("select top 2 * from nyc_yellow_taxi").size());
    assertEquals(
        List.of(List.of(1L), List.of(2L)),
        redshift.rows("with x as (select 1 as a) select a from x union all select 2 order by 1"));
  }

  @Test
  void textParametersAreComparedWithDatesAndNumbers() throws Exception {
    assertEquals(
        List.of(List.of(2500L)),
        redshift.rows(
            redshift.request(
                "select count(*) from public.nyc_yellow_taxi"
                    + " where pickup_datetime >= :from and vendor_id <= :most",
                Map.of("from", "2015-01-01", "most", "2"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select * from nope | relation \"nope\" does not exist",
        "select nope from nyc_yellow_taxi | column \"nope\" does not exist in nyc_yellow_taxi",
        "select t.nope from nyc_yellow_taxi t | column \"nope\" does not exist in t",
        "selec 1 | syntax error at or near \"selec\"",
        "select 1/0 | Divide by zero",
        "select vendor_id / (vendor_id - vendor_id) from nyc_yellow_taxi | Divide by zero",
        "select 'x'::int | invalid input syntax for integer: \"x\"",
        "select sum(store_and_fwd_flag) from nyc_yellow_taxi | function sum(character varying) does not exist",
        "select dateadd(fortnight, 1, sysdate) | date part \"fortnight\" not supported",
        "select vendor_id, count(*) from nyc_yellow_taxi | column \"nyc_yellow_taxi.vendor_id\" must appear in the GROUP BY clause or be used in an aggregate function",
        "select 99999999999::int | Value out of range for 4 bytes",
        "delete from nope | relation \"nope\" does not exist",
        "/* x */ drop table public.nope | table \"nope\" does not exist",
        "create table nyc_yellow_taxi (a int) | Relation \"nyc_yellow_taxi\" already exists",
      })
  void errorsAreWordedAsInRedshift(String sql, String message) throws Exception {
    String error = redshift.error(sql);
    assertTrue(error.startsWith("FAILED ERROR: " + message), error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select getenv('HOME')",
        "select current_setting('work_mem')",
        "select pg_read_file('/etc/passwd')",
        "select * from pg_ls_dir('/')",
        "select lo_import('/etc/passwd')",
        "select distinct on (vendor_id) * from nyc_yellow_taxi",
        "select * from nyc_yellow_taxi fetch first 1 rows only",
        "select * from nyc_yellow_taxi for update",
        "select * from nyc_yellow_taxi tablesample system (1)",
        "select array[1, 2]",
        "select '{\"a\": 1}'::jsonb -> 'a'",
        "select * from json_to_recordset('[]') as x(a int)",
        "table nyc_yellow_taxi",
        "do $$ begin end $$",
        "listen x",
        "notify x",
        "copy nyc_yellow_taxi to '/tmp/x'",
        "copy nyc_yellow_taxi from program 'id'",
        "create extension dblink",
        "create rule r as on select to nyc_yellow_taxi do nothing",
        "alter system set work_mem = '1GB'",
        "load 'x'",
        "select [1, 2]",
        "select {'a': 1}",
        "from nyc_yellow_taxi",
        "select sum(vendor_id) filter (where vendor_id = 1) from nyc_yellow_taxi",
        "set work_mem = 1",
        "call something()",
        "copy nyc_yellow_taxi from 's3://x'",
        "unload ('select 1') to 's3://x'",
      })
  void sqlThatCannotBeTranslatedFailsWithoutNamingTheEngine(String sql) throws Exception {
    String error = redshift.error(sql);
    assertTrue(error.startsWith("FAILED ERROR: "), error);
    assertFalse(error.toLowerCase(Locale.ROOT).contains("postgres"), error);
    assertFalse(error.contains("Perhaps you meant") || error.contains("LINE 1"), error);
  }

  @Test
  void aSyntaxErrorGivesItsPosition() throws Exception {
    assertEquals(
        "FAILED ERROR: syntax error at or near \"t\"\n  Position: 15",
        redshift.error("select a\n frm t where"));
  }
}
