package io.querycast.local.copy;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.tree.Token;
import java.util.List;

/** What COPY and UNLOAD say of who asks: it is read and forgotten. */
public final class Secrets {
  static final List<String> WORDS =
      List.of(
          "access_key_id",
          "secret_access_key",
          "session_token",
          "token",
          "credentials",
          "master_symmetric_key",
          "kms_key_id");

  private Secrets() {}

  /** The text with empty literals in place of its keys. */
  public static String hidden(String text, Translated statement) {
    if (statement instanceof Translated.Copy copy) {
      return hidden(text, copy.tokens());
    }
    return statement instanceof Translated.Unload unload ? hidden(text, unload.tokens()) : text;
  }

  private static String hidden(String text, List<Token> tokens) {
    StringBuilder shown = new StringBuilder();
    int at = 0;
    boolean isKey = false;
    for (Token token : tokens) {
      if (isKey && token.kind() == Token.Kind.TEXT) {
        shown.append(text, at, token.start()).append("''");
        at = token.end();
      }
      // AS may stand between the word and the key.
      isKey = token.isWord(WORDS) || (isKey && token.isWord("as"));
    }
    return shown.append(text.substring(at)).toString();
  }
}
