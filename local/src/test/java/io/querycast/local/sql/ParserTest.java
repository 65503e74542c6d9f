package io.querycast.local.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Parser;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

  @ParameterizedTest
  @MethodSource("io.querycast.local.sql.Texts#cases")
  void theTreeHoldsEveryTokenOfTheText(String text) {
    Texts.assertNothingIsDropped(text);
  }

  @Test
  void operatorsBindAsInRedshift() {
    assertEquals("1 [2 * 3]", shape("1 + 2 * 3"));
    assertEquals("[a = 1] [b = 2] [[not c = 3]]", shape("a = 1 or b = 2 or (not c = 3)"));
    assertEquals("[a = 1] [b between 2 and 3]", shape("a = 1 and b between 2 and 3"));
    assertEquals("a [b || c]", shape("a = b || c"));
    assertEquals("2 [- 1]", shape("2 ^ -1"));
    assertEquals("1 [2 :: int]", shape("1 + 2::int"));
  }

  @Test
  void aLongSumIsNoDeepTree() {
    Tree select = tree("select 1" + "+1".repeat(5_000)).child(Kind.SELECT);
    assertEquals(
        5_001, select.child(Kind.ITEMS).child(Kind.ITEM).child(Kind.CHAIN).children().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select distinct on (a) a from t",
        "select a from t order by a fetch first 1 row only",
        "select * from (values (1)) t",
        "values (1)",
        "table t",
        "select a[1:2] from t",
        "select count(*) filter (where a) from t",
        "select * from t, lateral (select 1) u",
        "select * from t tablesample system (10)",
        "select * from generate_series(1, 2) with ordinality",
        "insert into t values (1) on conflict do nothing",
        "delete from t returning *",
        "select a from t for update",
        "select * from t natural full join u",
        "select sum(a order by b) from t",
        "select a is distinct from b from t",
        "select 1 window w as (order by a)",
        "select f(a => 1)",
        "select a between symmetric 1 and 2 from t",
        "select '{1}'::int[]",
        "explain (analyze) select 1",
        "do $$ begin end $$",
        "listen x",
        "select ident from t where",
        "select from t",
        "select 1 +",
        "select (1",
        "select 1)",
        "with a select 1",
      })
  void whatRedshiftDoesNotKnowIsASyntaxError(String text) {
    Refused refused = assertThrows(Refused.class, () -> tree(text));
    String message = refused.message(text);
    assertTrue(message.contains("syntax error at") || message.contains("not supported"), message);
  }

  @Test
  void onlyOneStatementIsOne() {
    Refused refused =
        assertThrows(
            Refused.class, () -> Translator.translate("select 1; select 2", Tables.none()));
    assertEquals("cannot insert multiple commands into a prepared statement", refused.getMessage());
    assertEquals(new Translated.Nothing(), Translator.translate(" -- nothing\n ;", Tables.none()));
  }

  @Test
  void anErrorTellsThePlaceInCharacters() {
    String text = "select '🙂', where";
    Refused refused = assertThrows(Refused.class, () -> tree(text));
    assertEquals("ERROR: syntax error at or near \"where\"\n  Position: 13", refused.message(text));
  }

  @Test
  void wordsThatRedshiftDoesNotReserveAreNames() {
    Texts.assertNothingIsDropped(
        "select returns, at, sel, window, fetch, value, start, qualify, exclude, interval_x"
            + " from returns window, at as start, qualify order by at, oid");
    for (String word : List.of("user_", "tags", "percents")) {
      Texts.assertNothingIsDropped("select " + word + " from " + word);
    }
    for (String word : List.of("tag", "percent", "top", "system", "offset", "minus", "unnest")) {
      assertThrows(Refused.class, () -> tree("select 1 as a from " + word), word);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select |(|1|)",
        "select |not |true|",
        "select |- |1|",
        "select |case when |true| then 1 end",
        "select |abs(|1|)",
        "select 1|::int||",
        "select a|[0]||",
        "select a| is null||",
        "select a| collate b||",
        "select |a like ||b",
        "select |a or b and not c = d + e * (|1|)",
        "select * from |(select * from |t|) u",
        "select * from |(|t|)",
        "select * from a |join b ||",
        "select 1 group by |grouping sets (|a|)",
        "select |1 in (|1|)",
        "select |exists (select |1|)",
        "with a as |(with a as (|select 1|) select 1)",
        "|explain ||select 1",
        "|(|select 1|)",
      })
  void whatIsTooDeepIsRefusedAndNoStackRunsOut(String parts) {
    String[] part = (parts + " ").split("\\|");
    int depth = 30_000;
    String text = part[0] + part[1].repeat(depth) + part[2] + part[3].strip().repeat(depth);
    Refused refused = assertThrows(Refused.class, () -> tree(text));
    assertTrue(
        refused.getMessage().contains("too deep") || refused.getMessage().contains("syntax error"),
        refused.getMessage());
  }

  @Test
  void aNameHasNoMorePartsThanItCanMean() {
    Refused refused = assertThrows(Refused.class, () -> tree("select a" + ".b".repeat(30_000)));
    assertEquals("improper qualified name (too many dotted names)", refused.getMessage());
  }

  private static Tree tree(String text) {
    return new Parser(Lexer.tokens(text, false)).statement();
  }

  /** The operands of an expression; those that are trees themselves in brackets. */
  private static String shape(String expression) {
    Tree tree = tree("select " + expression).child(Kind.SELECT).child(Kind.ITEMS).child(Kind.ITEM);
    StringBuilder shape = new StringBuilder();
    for (Tree operand : tree.children().get(0).children()) {
      List<Token> tokens = operand.tokens();
      String words = String.join(" ", tokens.stream().map(Token::value).toList());
      shape.append(shape.isEmpty() ? "" : " ");
      shape.append(tokens.size() == 1 ? words : "[" + words + "]");
    }
    return shape.toString().replace("( ", "[").replace(" )", "]");
  }
}
