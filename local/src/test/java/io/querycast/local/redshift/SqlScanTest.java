package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScanTest {
  /** The tests of the server and of the page read the same table. */
  static Stream<JsonNode> cases() throws IOException {
    Path table = Path.of("../docs/protocol/placeholders.json");
    return StreamSupport.stream(new ObjectMapper().readTree(table.toFile()).spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSqlAsksFor(JsonNode each) {
    List<String> names = new ArrayList<>();
    each.path("names").forEach(name -> names.add(name.asText()));
    assertEquals(names, List.copyOf(new SqlScan(each.path("sql").asText()).parameters()));
  }

  /** The limit only ends a test that hangs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/*a", "*/", "/", "-", "'", "''", "E'\\", "\"", "$", "$a$", "$a", ":", ":a", ";", "a;", "e",
        "(", "case "
      })
  @Timeout(60)
  void aLongTextIsReadOnce(String part) {
    new SqlScan("select 1 " + part.repeat(4_000_000 / part.length()));
  }

  @Test
  void anOpenQuoteOrCommentIsNamed() {
    assertEquals("quoted string", new SqlScan("select 'a").open());
    assertEquals("quoted string", new SqlScan("select E'a\\'").open());
    assertEquals("quoted identifier", new SqlScan("select \"a").open());
    assertEquals("/* comment", new SqlScan("select /* /* */").open());
    assertEquals("dollar-quoted string", new SqlScan("select $a$ $b$").open());
    assertNull(new SqlScan("select 'a', \"b\", $$c$$, $a$ $b$ $a$ /* /* */ */ -- '").open());
  }

  @Test
  void theDepthCountsParenthesesAndCases() {
    assertEquals(0, new SqlScan("select '((', \"((\" -- ((").depth());
    assertEquals(3, new SqlScan("select (case when (1) then 1 end), (2)").depth());
  }

  @Test
  void aParameterIsNoPartOfAStringANameACommentOrACast() {
    SqlScan text =
        new SqlScan(
            "select ':a', \":b\", x::date, 'it''s :c' -- :d\n /* :e /* :f */ :g */ from t where m = :month");
    assertEquals(Set.of("month"), text.parameters());
  }

  @Test
  void aParameterThatIsUsedTwiceIsOne() {
    assertEquals(Set.of("a_1"), new SqlScan("select :a_1 || :a_1").parameters());
  }

  @Test
  void aSemicolonInAStringOrACommentEndsNothing() {
    assertEquals(
        List.of("select ';' -- one; two\n", "select 2").stream().map(String::strip).toList(),
        new SqlScan("select ';' -- one; two\n; select 2; -- done;\n").statements());
  }

  @Test
  void aTextThatIsLeftOpenHasNoParametersBehindTheQuote() {
    assertEquals(Set.of(), new SqlScan("select ':a , :b").parameters());
  }
}
