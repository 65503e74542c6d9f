package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void aParameterIsNoPartOfAStringANameACommentOrACast() {
    SqlText text =
        new SqlText(
            "select ':a', \":b\", x::date, 'it''s :c' -- :d\n /* :e /* :f */ :g */ from t where m = :month");
    assertEquals(Set.of("month"), text.parameters());
  }

  @Test
  void aParameterThatIsUsedTwiceIsOne() {
    assertEquals(Set.of("a_1"), new SqlText("select :a_1 || :a_1").parameters());
  }

  @Test
  void aSemicolonInAStringOrACommentEndsNothing() {
    assertEquals(
        List.of("select ';' -- one; two\n", "select 2").stream().map(String::strip).toList(),
        new SqlText("select ';' -- one; two\n; select 2; -- done;\n").statements());
  }

  @Test
  void aTextThatIsLeftOpenHasNoParametersBehindTheQuote() {
    assertEquals(Set.of(), new SqlText("select ':a , :b").parameters());
  }
}
