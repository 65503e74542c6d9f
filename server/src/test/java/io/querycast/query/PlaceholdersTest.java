package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

  @Test
  void namesFollowASingleColon() {
    assertEquals(List.of("b", "a1"), in("select :b, :a1, :b"));
  }

  @Test
  void castsTextNamesAndCommentsHoldNone() {
    assertEquals(
        List.of("real"),
        in(
            """
            select x::int, ':no', 'it''s :no', ":no", ":a"":no", -- :no
              /* :no
                 :no */ $$ :no $$, $tag$ :no $tag$, '12:30', :real::date
            """));
  }

  @Test
  void whatIsLeftOpenEndsTheSearch() {
    assertEquals(List.of("a"), in("select :a, 'open").stream().toList());
  }

  private static List<String> in(String sql) {
    return List.copyOf(Placeholders.in(sql));
  }
}
