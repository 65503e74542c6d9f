package io.querycast.local.sql.tree;

import java.util.List;

/**
 * The smallest part of a statement.
 *
 * @param kind what it is
 * @param value what it means: a name in the letter case that Redshift keeps, the characters of a
 *     literal without quotes and escapes, an operator, or why it is no token at all
 * @param start where it begins in the text that was lexed; {@link #MADE} for one of ours
 * @param end where it ends there
 */
public record Token(Kind kind, String value, int start, int end) implements Node {

  /** The place of a token that no user wrote. */
  public static final int MADE = -1;

  /** What a token is. */
  public enum Kind {
    /** An identifier without quotes, or a keyword: the place decides. */
    WORD,
    /** An identifier in double quotes. */
    NAME,
    /** A text literal, with quotes or dollars. */
    TEXT,
    /** A number without a sign. */
    NUMBER,
    /** A named parameter: {@code :name}. */
    PARAMETER,
    /** An operator, a bracket, a comma, a dot or a semicolon. */
    MARK,
    /** Characters that begin no token. The value says what is wrong, in Redshift's words. */
    WRONG,
    /** The end of the statement. */
    END
  }

  public static Token word(String value) {
    return new Token(Kind.WORD, value, MADE, MADE);
  }

  static Token name(String value) {
    return new Token(Kind.NAME, value, MADE, MADE);
  }

  static Token text(String value) {
    return new Token(Kind.TEXT, value, MADE, MADE);
  }

  static Token number(String value) {
    return new Token(Kind.NUMBER, value, MADE, MADE);
  }

  static Token mark(String value) {
    return new Token(Kind.MARK, value, MADE, MADE);
  }

  /** Whether it is this keyword, written without quotes. */
  public boolean isWord(String word) {
    return kind == Kind.WORD && value.equals(word);
  }

  /** Whether it is one of these keywords, written without quotes. */
  public boolean isWord(List<String> words) {
    return kind == Kind.WORD && words.contains(value);
  }

  /** Whether it is this operator, bracket, comma, dot or semicolon. */
  public boolean isMark(String mark) {
    return kind == Kind.MARK && value.equals(mark);
  }

  /** Whether it can name something: quoted, or a word that Redshift does not reserve. */
  public boolean isName() {
    return kind == Kind.NAME || (kind == Kind.WORD && !Words.isReserved(value));
  }

  /** The same token for another place of the output. */
  public Token as(Kind other, String meaning) {
    return new Token(other, meaning, start, end);
  }
}
