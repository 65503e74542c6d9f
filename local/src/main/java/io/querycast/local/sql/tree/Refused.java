package io.querycast.local.sql.tree;

import java.io.Serial;

/** Why a text is not translated, in Redshift's words. */
public final class Refused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * @param message without the leading {@code ERROR:}
   * @param offset where in the text, in UTF-16 units from zero; less than zero if nowhere
   */
  public Refused(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /**
   * @param message without the leading {@code ERROR:}
   * @param near what the message points at
   */
  public Refused(String message, Token near) {
    this(message, near.start());
  }

  /** For a token that can't stand where it does. */
  public static Refused unexpected(Token token) {
    return switch (token.kind()) {
      case WRONG -> new Refused(token.value(), token);
      case END -> new Refused("syntax error at end of input", token);
      case PARAMETER -> new Refused("syntax error at or near \":\"", token);
      default -> new Refused("syntax error at or near \"" + token.value() + '"', token);
    };
  }

  /** For something that Redshift has and this warehouse does not have. */
  public static Refused notAvailable(String what, Token near) {
    return new Refused(what + " is not available in the local warehouse", near.start());
  }

  /** For a relation that Redshift does not have. */
  public static Refused missing(Token relation, Token near) {
    return new Refused("relation \"%s\" does not exist".formatted(relation.value()), near);
  }

  /** The message as Redshift says it, with the place in the text if it is known. */
  public String message(String text) {
    String said = "ERROR: " + getMessage();
    return offset < 0 ? said : said + "\n  Position: " + position(text);
  }

  /** In characters, counted from one, as Redshift counts. */
  private int position(String text) {
    return text.codePointCount(0, Math.min(offset, text.length())) + 1;
  }
}
