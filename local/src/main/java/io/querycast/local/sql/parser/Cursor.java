package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;
import java.util.Locale;

/** Where a parser stands among the tokens of one statement. */
public final class Cursor {
  /** How many levels a statement may nest: a parser uses its thread's stack for each. */
  public static final int DEEPEST = 200;

  private final List<Token> tokens;
  private int at;
  private int depth;

  public Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The next token. */
  public Token peek() {
    return peek(0);
  }

  /** The token that comes after this many others. */
  public Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  public boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  /** Whether these keywords come next, in this order. */
  public boolean sees(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  public boolean seesMark(String mark) {
    return peek().isMark(mark);
  }

  public boolean seesAny(List<String> words) {
    return peek().isWord(words);
  }

  /** Goes past the next token. */
  public Token take() {
    Token token = peek();
    if (token.kind() == Token.Kind.WRONG || token.kind() == Token.Kind.END) {
      throw unexpected();
    }
    at++;
    return token;
  }

  /** Goes past the next token, even one that is wrong: for a command that judges it itself. */
  public Token takeAny() {
    return tokens.get(at++);
  }

  /** Goes past a keyword that must come next. */
  public Token take(String word) {
    if (!sees(word)) {
      throw unexpected();
    }
    return take();
  }

  public Token takeMark(String mark) {
    if (!seesMark(mark)) {
      throw unexpected();
    }
    return take();
  }

  /** Goes past a name: quoted, or a word that is not reserved. It becomes a name for sure. */
  public Token takeName() {
    if (!peek().isName()) {
      throw unexpected();
    }
    return takeLabel();
  }

  /** Goes past a name after a dot or AS, where every word is one. It becomes a name for sure. */
  public Token takeLabel() {
    Token name = takeNameOrWord();
    return name.as(Token.Kind.NAME, name.value());
  }

  /**
   * Goes past the name of a user, a group or a role. That of an identity provider begins with the
   * provider's name and a colon, and needs no quotes: {@code myco_aad:bob}.
   */
  public String takeUserName() {
    boolean isWord = peek().kind() == Token.Kind.WORD;
    Token name = takeName();
    Token rest = peek();
    boolean goesOn = isWord && rest.kind() == Token.Kind.PARAMETER && rest.start() == name.end();
    return goesOn ? name.value() + ':' + take().value().toLowerCase(Locale.ROOT) : name.value();
  }

  /** Goes past a name or a keyword, and leaves open which it is. */
  Token takeNameOrWord() {
    Token.Kind kind = peek().kind();
    if (kind != Token.Kind.NAME && kind != Token.Kind.WORD) {
      throw unexpected();
    }
    return take();
  }

  /** The refusal of the next token. */
  public Refused unexpected() {
    return Refused.unexpected(peek());
  }

  /** Refuses what nests too deep; {@link #up} ends a level. */
  void down() {
    down(1);
  }

  /** Goes down as far as so many levels: a query takes more of the stack than parentheses. */
  void down(int levels) {
    depth += levels;
    if (depth > DEEPEST) {
      throw deep(peek());
    }
  }

  void up() {
    up(1);
  }

  void up(int levels) {
    depth -= levels;
  }

  /** Refuses a chain that would nest too deep when it is rewritten: casts, names, indexes. */
  void link(int links) {
    if (links > DEEPEST) {
      throw deep(peek());
    }
  }

  public static Refused deep(Token near) {
    return new Refused(
        "the statement is too deep: in the local warehouse it may go %d levels deep"
            .formatted(DEEPEST),
        near);
  }
}
