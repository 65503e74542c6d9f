package io.querycast.local.sql.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {

  @Test
  void parametersAreFoundAsTheServerAndThePageFindThem() throws IOException {
    Path table = Path.of("../docs/protocol/placeholders.json");
    for (JsonNode row : new ObjectMapper().readTree(table.toFile())) {
      List<String> names = new ArrayList<>();
      row.get("names").forEach(name -> names.add(name.asText()));
      String sql = row.get("sql").asText();
      assertEquals(names, List.copyOf(Lexer.parameters(sql)), sql);
    }
  }

  @Test
  void commentsNest() {
    assertEquals(List.of("select", "1"), values("select /* a /* b */ c */ 1 -- d"));
  }

  @Test
  void anOpenCommentOrQuoteIsRefusedInRedshiftsWords() {
    assertEquals("unterminated /* comment", wrong("select 1 /* /* */"));
    assertEquals("unterminated quoted string", wrong("select 'it\\'s"));
    assertEquals("unterminated quoted identifier", wrong("select \"a"));
    assertEquals("unterminated dollar-quoted string", wrong("select $a$ b $ a$"));
  }

  @Test
  void aBackslashEscapesInALiteral() {
    assertEquals(List.of("it's"), values("'it\\'s'"));
    assertEquals(List.of("a\\b"), values("'a\\\\b'"));
    assertEquals(List.of("a\nb\tc"), values("'a\\nb\\tc'"));
    assertEquals(List.of("A"), values("'\\101'"));
    assertEquals(List.of("d"), values("'\\d'"));
    assertEquals(List.of("it's"), values("E'it''s'"));
  }

  @Test
  void literalsOnSeparateLinesAreOne() {
    assertEquals(List.of("foobar"), values("'foo'\n'bar'"));
    assertEquals(List.of("foobarbaz"), values("'foo' -- a note\n 'bar' \r\n'baz'"));
    assertEquals(List.of("foo", "bar"), values("'foo' 'bar'"));
    assertEquals(List.of("foo", "bar"), values("'foo' /* a\nnote */ 'bar'"));
  }

  @Test
  void dollarsQuoteTextThatHoldsOtherDollars() {
    assertEquals(List.of(" it's $b$ \\n "), values("$a$ it's $b$ \\n $a$"));
    assertEquals(List.of(""), values("$$$$"));
  }

  @Test
  void identifiersAreLowerCasedUnlessTheSessionKeepsTheirCase() {
    assertEquals(List.of("sales", "my \"col"), values("Sales \"My \"\"Col\""));
    List<Token> kept = Lexer.tokens("Sales \"My Col\"", true);
    assertEquals("sales", kept.get(0).value());
    assertEquals("My Col", kept.get(1).value());
  }

  @Test
  void lettersOfAllLanguagesMakeNames() {
    assertEquals(List.of("straße", "名前", "É"), values("Straße 名前 É"));
  }

  @Test
  void aHashBeginsATemporaryTableWhereANameIsExpected() {
    assertEquals(List.of("from", "#t"), values("from #T"));
    assertEquals(List.of("5", "#", "3"), values("5 # 3"));
    assertEquals(List.of("5", "#", "a"), values("5 #a"));
  }

  @Test
  void numbersEndWhereRedshiftEndsThem() {
    assertEquals(List.of("1.5", ".5", "1.", "1e5", "1.5e-3"), values("1.5 .5 1. 1e5 1.5e-3"));
    assertEquals(List.of("1", "e"), values("1e"));
    assertEquals(List.of("0", "x1f"), values("0x1F"));
    assertEquals(List.of("1", "_000"), values("1_000"));
  }

  @Test
  void operatorsEndWherePostgreSqlEndsThem() {
    assertEquals(List.of("a", "=", "-", "1"), values("a=-1"));
    assertEquals(List.of("2", "*", "-", "3"), values("2*-3"));
    assertEquals(List.of("a", "<>", "b", "::", "int"), values("a!=b::int"));
    assertEquals(List.of("4", "/"), values("4/--2"));
  }

  @Test
  void whatRedshiftDoesNotHaveIsRefusedByItsName() {
    for (String what : List.of("->", "->>", "@>", "<@", "?|", "?", "`", "=>", "&&", "@@")) {
      assertEquals("syntax error at or near \"" + what + '"', wrong("select a " + what + " b"));
    }
    for (String what : List.of("{", "\\", ":", "$")) {
      assertEquals("syntax error at or near \"" + what + '"', wrong("select " + what + " b"));
    }
    assertEquals("there is no parameter $1", wrong("select $1"));
    assertEquals("type \"bit\" is not supported in the local warehouse", wrong("select B'1'"));
  }

  @Test
  void textThatIsNoUnicodeIsRefused() {
    assertTrue(wrong("select 'a\0b'").startsWith("invalid byte sequence"));
    assertTrue(wrong("select 'a\\000b'").startsWith("invalid byte sequence"));
    assertTrue(wrong("select \"a\ud800\"").startsWith("invalid byte sequence"));
  }

  @Test
  void aScriptIsCutAtSemicolonsThatAreInNothing() {
    assertEquals(
        List.of("select ';'", "select $$;$$ /* ; */ + 1", "select \";\""),
        Lexer.statements("select ';'; -- a; b\n;\n select $$;$$ /* ; */ + 1;select \";\""));
    assertEquals(List.of(), Lexer.statements(" ; /* nothing */ ; -- ;"));
  }

  @Test
  void aTextOfAMillionTokensIsReadInOnePass() {
    String hostile = "'a'--\n".repeat(100_000) + "/*".repeat(100_000);
    assertEquals(3, Lexer.tokens(hostile, false).size());
    assertEquals(1_000_001, Lexer.tokens(" (".repeat(1_000_000), false).size());
  }

  private static List<String> values(String text) {
    List<String> values = new ArrayList<>();
    for (Token token : Lexer.tokens(text, false)) {
      if (token.kind() != Token.Kind.END) {
        values.add(token.value());
      }
    }
    return values;
  }

  private static String wrong(String text) {
    return Lexer.tokens(text, false).stream()
        .filter(token -> token.kind() == Token.Kind.WRONG)
        .findFirst()
        .orElseThrow()
        .value();
  }
}
