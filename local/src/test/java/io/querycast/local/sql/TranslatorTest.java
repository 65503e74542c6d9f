package io.querycast.local.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslatorTest {

  @Test
  void whatIsTheSameInBothPasses() {
    same("select a, b from t where a = 1 and b in (2, 3) order by a desc limit 5");
    same("select case when a > 1 then 'x' else 'y' end as c from t group by 1 having count(*) > 1");
    same("insert into category values (1, 'a', 'b', null)");
  }

  @Test
  void namesAndLiteralsAreWrittenInOneForm() {
    written(
        "select a as \"select\", 'it''s', E'a\\\\b' from q",
        "SELECT A AS \"SELECT\", 'it\\'s', $$a\\b$$ FROM Q");
    written("select 1 as x", "select 1 x");
    written("select \"user\" from t", "select \"user\" from t");
    written("select catid into temp \"#t\" from category", "select catid into #t from category");
  }

  @Test
  void topBecomesLimitWhereItStands() {
    written("select catid from category limit 2", "select top 2 catid from category");
    refused(
        "LIMIT may not be used within input to set operations.",
        "select top 1 1 union all select 2");
    refused("TOP and LIMIT can't be used in the same query", "select top 1 1 limit 2");
  }

  @Test
  void minusIsExcept() {
    written(
        "select catid from category except select 1", "select catid from category minus select 1");
  }

  @Test
  void qualifyFiltersAQueryInFrom() {
    written(
        "select q.c1 as catid from (select catid as c1, row_number() over (order by catid) = 1"
            + " as q, catname as k1 from category c) as q where q.q order by q.k1",
        "select catid from category c qualify row_number() over (order by catid) = 1"
            + " order by catname");
  }

  @Test
  void anAliasStandsForItsExpressionUnlessAColumnHasItsName() {
    written(
        "select catid * 2 as d, (catid * 2) + 1 as e from category",
        "select catid * 2 as d, d + 1 as e from category");
    same("select catid + 1 as catid, catid * 2 as x from category");
    written(
        "select date_part('year', c) as \"year\", pgdate_part('year', c) from t",
        "select extract(year from c) as year, date_part(year, c) from t");
  }

  @Test
  void excludeAndGroupByAllAreWrittenOut() {
    written(
        "select category.catid, category.catgroup, category.catname from category",
        "select * exclude (catdesc) from category");
    written(
        "select catgroup, count(*) from category group by 1",
        "select catgroup, count(*) from category group by all");
  }

  @Test
  void oracleJoinsAreOuterJoins() {
    written(
        "select c.catid from category c left join event e on c.catid = e.catid and e.eventid = 7"
            + " where c.catid > 1",
        "select c.catid from category c, event e where c.catid = e.catid(+) and e.eventid(+) = 7"
            + " and c.catid > 1");
    refused(
        "Outer join operator (+) not allowed in operand of OR or IN.",
        "select 1 from category c, event e where c.catid = e.catid(+) or e.eventid = 1");
    written(
        "select 1 from category c left join event e on (e.eventid)",
        "select 1 from category c, event e where e.eventid(+)");
    refused(
        "A table may be outer joined to at most one other table.",
        "select 1 from category c, event e where c.catid(+) = e.catid(+)");
  }

  @Test
  void pivotAggregatesWhatEachValueHas() {
    written(
        "select * from (select catid, count(case when catgroup = 'Shows' then 1 end) as s_n,"
            + " count(case when catgroup is null then 1 end) as null_n"
            + " from (select catgroup, catid from category) group by 1)",
        "select * from (select catgroup, catid from category)"
            + " pivot (count(*) as n for catgroup in ('Shows' as s, null))");
  }

  @Test
  void unpivotMakesARowOfEachColumn() {
    written(
        "select * from (select category.catid, category.catdesc, unpivoted.n as n,"
            + " unpivoted.v as v from category cross join lateral (select cast ('catgroup' as"
            + " varchar) as n, catgroup as v union all select cast ('x' as varchar) as n, catname"
            + " as v) as unpivoted where unpivoted.v is not null) u",
        "select * from category unpivot (v for n in (catgroup, catname as x)) u");
  }

  @Test
  void connectByIsARecursiveQuery() {
    written(
        "select id, level from (with recursive before as (select employee.id, employee.name,"
            + " employee.manager_id, 1 as level from employee where (manager_id is null)"
            + " union all select employee.id, employee.name, employee.manager_id,"
            + " before.level + 1 from before, employee where (before.id = employee.manager_id))"
            + " cycle id set \"is cycle\" using path"
            + " select * from before where no_loop (\"is cycle\")) as employee",
        "select id, level from employee start with manager_id is null"
            + " connect by prior id = manager_id");
    refused("PRIOR is only allowed in CONNECT BY", "select prior id from employee");
  }

  @Test
  void theSessionsDatabaseIsLeftOutAndOthersAreNot() {
    written(
        "select category.catid from public.category",
        "select dev.public.category.catid from dev.public.category");
    refused("database \"other\" does not exist", "select 1 from other.public.category");
  }

  @Test
  void partsOfDatesHaveOneWord() {
    written(
        "select pgdate_part('dayofweek', a), date_add('month', 1, sysdate()),"
            + " date_diff('quarter', a, b) from t",
        "select date_part(dow, a), dateadd('mons', 1, sysdate), datediff(qtr, a, b) from t");
  }

  @Test
  void nullsAreIgnoredWhereverTheTextSaysSo() {
    written(
        "select lag_present(x, 1) over (order by n rows between unbounded preceding and 1"
            + " preceding) as lag, first_value(x) over (order by n rows unbounded preceding)"
            + " from t",
        "select lag(x) ignore nulls over (order by n),"
            + " first_value(x respect nulls) over (order by n rows unbounded preceding) from t");
    refused(
        "Aggregate window functions with an ORDER BY clause require a frame clause",
        "select sum(x) over (order by n) from t");
  }

  @Test
  void functionsOfTheGrammarBecomeFunctions() {
    written(
        "select btrim(a, 'x'), strpos(b, 'a') as \"position\", \"substring\"(a, 2, 3) from t",
        "select trim(both 'x' from a), position('a' in b), substring(a from 2 for 3) from t");
    written(
        "select coalesce (a, 'x'), case when (a) = 1 then 'x' when (a) is null then 'y' else"
            + " 'z' end from t",
        "select nvl(a, 'x'), decode(a, 1, 'x', null, 'y', 'z') from t");
    written(
        "select coalesce (null, 'Amazon', cast (12 as varchar))",
        "select coalesce(null, 'Amazon', 12)");
  }

  @Test
  void castsHaveOneFormAndTypesOneName() {
    written(
        "select cast ('5' as integer), cast (cast (a as numeric (18, 0)) as varchar) from t",
        "select convert(int, '5'), a::decimal::varchar from t");
    written(
        "select try_cast_numeric('5', 5, 2) as \"numeric\", cast_varbyte('a') as varbyte",
        "select try_cast('5' as decimal(5, 2)), 'a'::varbyte");
    refused("type \"json\" does not exist", "select '{}'::json");
    refused("invalid input syntax for integer: \"1_000\"", "select '1_000'::int");
    refused("DECIMAL precision 39 must be between 1 and 38", "select 1::decimal(39)");
  }

  @Test
  void aWayIntoSuperIsACallForEachStep() {
    written(
        "select super_get(super_get(super_get(lines, 0), 'item'), 'name') as name from orders",
        "select lines[0].item.name from orders");
    written(
        "select super_get(l, 'price') as price from orders o, lateral (select value as l, index"
            + " as i from super_elements(o.lines)) as l",
        "select l.price from orders o, o.lines as l at i");
    same("select o.custkey.x from orders o");
  }

  @Test
  void whatOnlyTheLeaderAnswersIsRefusedBesideUserTables() {
    same("select n from generate_series(1, 3) as n");
    refused(
        "Specified types or functions (one per INFO message) not supported on Redshift tables.",
        "select n from generate_series(1, 3) as n, category");
  }

  @Test
  void isBindsStrongerThanComparisons() {
    written(
        "select catid = (catgroup is null) from category",
        "select catid = catgroup is null from category");
    same("select catid + 1 is null, not catid is null from category");
  }

  @Test
  void whatOnlyPostgresqlHasInATableIsNoColumn() {
    refused("column \"ctid\" does not exist", "select ctid from category");
    refused("column \"category\" does not exist", "select count(category) from category");
    same("select xmin from pg_class");
    same("select sum(catid) as category from category order by category");
  }

  @Test
  void parametersAreNamedInTheirOrder() {
    Translated.Run run = run("select :b, :a, ':c', :b");
    assertEquals("select ?, ?, ':c', ?", run.sql());
    assertEquals(List.of("b", "a", "b"), run.parameters());
  }

  @Test
  void anErrorsPlaceIsToldInTheUsersText() {
    String text = "select /* note */ '🙂', dateadd(day, 1, nothing) from category";
    Translated.Run run = run(text);
    int written = run.sql().codePointCount(0, run.sql().indexOf("nothing")) + 1;
    int asked = text.codePointCount(0, text.indexOf("nothing")) + 1;
    assertEquals(asked, run.positions().inText(run.sql(), written));
  }

  @Test
  void aResultsDecimalsHavePrecisionAndScale() {
    List<Column> columns = run("select pricepaid / commission as r, * from sales").columns();
    assertEquals(new Column("r", Type.numeric(17, 9)), columns.get(0));
    assertEquals(new Column("pricepaid", Type.numeric(8, 2)), columns.get(8));
  }

  @Test
  void aRelationsComputedDecimalsHaveTheirSize() {
    assertEquals(
        "select cast (decimal_div(pricepaid, commission, 17, 9) as numeric (17, 9)) as r, qtysold"
            + " from sales",
        Translator.relation(
                "select pricepaid / commission as r, qtysold from sales", TestTables.TICKIT)
            .sql());
  }

  @Test
  void theSessionsOwnCommandsAreTold() {
    assertEquals(new Translated.Transaction("commit"), translated("END work"));
    assertEquals(
        new Translated.Set("search_path", List.of("a", "b")),
        translated("set search_path to a, B"));
    assertEquals(new Translated.Set("timezone", List.of("UTC")), translated("set time zone 'UTC'"));
    assertEquals(new Translated.Set("x", List.of()), translated("set session x = default"));
    assertEquals(new Translated.Reset("all"), translated("reset all"));
    assertInstanceOf(Translated.Copy.class, translated("copy t from 's3://a/b' csv"));
    Translated.Unload unload =
        (Translated.Unload) translated("unload ('select \\'a\\'') to 's3://a/b'");
    assertEquals("select 'a'", unload.query());
  }

  private static void same(String text) {
    written(text, text);
  }

  private static void written(String expected, String text) {
    assertEquals(expected, run(text).sql());
  }

  private static void refused(String words, String text) {
    assertEquals(words, assertThrows(Refused.class, () -> translated(text)).getMessage());
  }

  private static Translated.Run run(String text) {
    return (Translated.Run) translated(text);
  }

  private static Translated translated(String text) {
    return Translator.translate(text, TestTables.TICKIT);
  }
}
