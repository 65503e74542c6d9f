package io.querycast.local.sql.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a tree for PostgreSQL. Every identifier and literal is written here, in one form, so
 * nothing of the user's text is passed on but the meaning of its tokens.
 */
public final class Writer {
  private final StringBuilder sql = new StringBuilder();
  private final List<String> parameters = new ArrayList<>();
  private final Positions positions;

  /**
   * @param text what the tree was read from
   */
  public Writer(String text, Tree tree) {
    positions = new Positions(text);
    Token before = null;
    for (Token token : tree.tokens()) {
      if (before != null && isApart(before, token)) {
        sql.append(' ');
      }
      if (token.start() != Token.MADE) {
        positions.add(sql.length(), token.start());
      }
      write(token);
      before = token;
    }
  }

  public String sql() {
    return sql.toString();
  }

  /** The name for each {@code ?}, in order. */
  public List<String> parameters() {
    return parameters;
  }

  public Positions positions() {
    return positions;
  }

  private static boolean isApart(Token before, Token token) {
    boolean isTight =
        token.isMark(".")
            || before.isMark(".")
            || token.isMark("::")
            || before.isMark("::")
            || token.isMark(",")
            || token.isMark(")")
            || before.isMark("(")
            || (before.kind() == Token.Kind.NAME && token.isMark("("))
            || token.isMark("[")
            || before.isMark("[")
            || token.isMark("]");
    return !isTight || (before.kind() == Token.Kind.NUMBER && token.isMark("."));
  }

  private void write(Token token) {
    switch (token.kind()) {
      case NAME -> sql.append(Words.quoted(token.value()));
      case WORD -> sql.append(keyword(token.value()));
      case TEXT -> text(token.value());
      case PARAMETER -> {
        parameters.add(token.value());
        sql.append('?');
      }
      case NUMBER, MARK -> sql.append(token.value());
      case WRONG, END -> throw new Refused(token.value(), token);
    }
  }

  /** A word that may be a keyword is in quotes only if it can't be one. */
  private static String keyword(String word) {
    return Words.isPlain(word) ? word : Words.quoted(word);
  }

  private void text(String value) {
    boolean isEscaped = value.indexOf('\\') >= 0;
    sql.append(isEscaped ? "E'" : "'");
    sql.append(value.replace("\\", "\\\\").replace("'", "''")).append('\'');
  }
}
