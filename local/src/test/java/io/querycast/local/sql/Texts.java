package io.querycast.local.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Parser;
import io.querycast.local.sql.rewrite.Rewriter;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Texts to try, and what must be true of each. */
final class Texts {
  private static final Path CASES = Path.of("src/test/resources/io/querycast/local/cases");

  private Texts() {}

  /** The texts of all cases. */
  static List<String> cases() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        for (JsonNode each : new ObjectMapper().readTree(file.toFile())) {
          texts.add(each.get("sql").asText());
        }
      }
    }
    return texts;
  }

  /**
   * The tokens of the tree are those of the text, and between two of them the text has nothing but
   * blanks and comments. Texts that are refused hold by that.
   */
  static void assertNothingIsDropped(String text) {
    List<Token> tokens = Lexer.tokens(text, false);
    int end = 0;
    for (Token token : tokens) {
      assertNothingBetween(text.substring(end, token.start()));
      end = token.end();
    }
    assertEquals(text.length(), end);
    Tree tree;
    try {
      tree = new Parser(tokens).statement();
    } catch (Refused e) {
      return;
    }
    List<Token> held = tree.tokens();
    assertEquals(tokens.size() - 1, held.size(), text);
    for (int i = 0; i < held.size(); i++) {
      assertEquals(tokens.get(i).start(), held.get(i).start(), text);
      assertEquals(tokens.get(i).end(), held.get(i).end(), text);
    }
  }

  private static void assertNothingBetween(String gap) {
    String left = gap.strip();
    assertTrue(left.isEmpty() || left.startsWith("--") || left.startsWith("/*"), gap);
  }

  /**
   * What is written reads as the tokens that were meant, in PostgreSQL's way of reading: so it is
   * one statement, and no character of the text has become another token than ours.
   *
   * @return whether the text was translated, and not refused
   */
  static boolean assertWrittenAsMeant(String text, Tables tables) {
    Tree tree;
    Writer writer;
    try {
      tree = new Parser(Lexer.tokens(text, false)).statement();
      new Rewriter(tables).statement(tree);
      writer = new Writer(text, tree);
    } catch (Refused e) {
      assertTrue(e.message(text).startsWith("ERROR: "), text);
      return false;
    }
    List<String> meant =
        tree.tokens().stream()
            .map(token -> token.kind() == Token.Kind.PARAMETER ? "?" : token.value())
            .toList();
    List<String> read =
        PostgresTokens.of(writer.sql()).stream().map(PostgresTokens::meaning).toList();
    assertEquals(meant, read, writer.sql());
    assertTrue(tree.tokens().stream().noneMatch(token -> token.isMark(";")), text);
    return true;
  }
}
