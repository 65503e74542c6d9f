package io.querycast.local.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide's rules for computations with numeric values. */
class DecimalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pricepaid + commission|9,2",
        "pricepaid - 1|13,2",
        "pricepaid * commission|17,4",
        "commission * qtysold|14,2",
        "pricepaid / commission|17,9",
        "qtysold / pricepaid|14,7",
        "pricepaid % 7|12,2",
        "1.50 * 2.5|6,3",
        "cast(1 as decimal(38,10)) / cast(3 as decimal(38,10))|38,4",
        "cast(1 as decimal(30,2)) * cast(3 as decimal(30,2))|38,4",
        "sum(pricepaid)|38,2",
        "avg(cast(pricepaid as decimal(10,4)))|38,4",
        "coalesce(pricepaid, 0)|12,2",
        "nvl(pricepaid, 1.2345)|10,4",
        "case when true then pricepaid else 0.123 end|9,3",
        "nullif(pricepaid, 0)|8,2",
        "greatest(pricepaid, 12345678901.5)|13,2",
        "-pricepaid|8,2",
        "abs(pricepaid)|8,2",
        "pricepaid::numeric|18,0",
        "pricepaid::decimal(12,4)|12,4",
        "(select max(pricepaid) from sales)|8,2",
        "round(pricepaid / 3, 1)|8,1",
        "max(pricepaid) over (partition by eventid)|8,2",
        "12345678901234567890|20,0",
        "median(qtysold)|38,1",
        "median(pricepaid) over (partition by eventid)|38,2",
        "to_number('1,5', '9G9D99')|4,2",
        "round(pricepaid, -1)|7,0",
        "ceil(pricepaid)|7,0",
      })
  void anExpressionHasTheDocumentedPrecisionAndScale(String expression, String size) {
    assertEquals(size, size("select " + expression + " from sales"));
  }

  @Test
  void columnsKeepTheirSizeThroughQueries() {
    assertEquals(
        "17,9", size("with t as (select pricepaid / commission as x from sales) select x from t"));
    assertEquals("17,9", size("select t.x from (select pricepaid / commission from sales) t(x)"));
    assertEquals(
        "15,3", size("select cast(1 as decimal(7,2)) union select cast(1 as decimal(15,3))"));
    assertEquals("17,9", size("select q.* from (select pricepaid / commission as x from sales) q"));
    assertEquals(
        "17,9", size("select a from (select pricepaid / commission as x, x as a from sales)"));
  }

  @Test
  void whatIsNotDecimalHasOtherTypes() {
    assertEquals("integer", name("select qtysold + eventid from sales"));
    assertEquals("bigint", name("select sum(qtysold) from sales"));
    assertEquals("bigint", name("select avg(eventid) from sales"));
    assertEquals("double precision", name("select pricepaid * 1.5::float8 from sales"));
    assertEquals("double precision", name("select 1e3"));
    assertEquals("", name("select pricepaid / :x from sales"));
  }

  private static String size(String text) {
    Type type = type(text);
    return type.isNumeric()
        ? type.precision().orElseThrow() + "," + type.scale().orElseThrow()
        : type.name();
  }

  private static String name(String text) {
    return type(text).name();
  }

  private static Type type(String text) {
    Translated translated = Translator.translate(text, TestTables.TICKIT);
    List<Column> columns = ((Translated.Run) translated).columns();
    return columns.get(columns.size() - 1).type();
  }
}
