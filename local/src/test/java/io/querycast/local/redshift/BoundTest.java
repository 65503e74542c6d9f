package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundTest {

  @Test
  void aValueIsOneLiteralWhateverItHolds() {
    assertEquals(
        "select E'it''s \\\\''; drop table t --', '?'",
        bound("select :a, '?'", Map.of("a", "it's \\'; drop table t --")).text());
  }

  @Test
  void aPlaceIsToldInTheStatementWithoutValues() {
    Bound bound = bound("select :a, :b, nope", Map.of("a", "long ✓✓ value", "b", "x"));
    int nope = bound.text().codePointCount(0, bound.text().indexOf("nope")) + 1;
    assertEquals("select ?, ?, ".length() + 1, bound.unbound(nope));
    assertEquals(8, bound.unbound(8));
    assertEquals(8, bound.unbound(12));
    assertEquals(3, bound.unbound(3));
  }

  private static Bound bound(String sql, Map<String, String> values) {
    return Bound.of((Translated.Run) Translator.translate(sql, Tables.none()), values);
  }
}
