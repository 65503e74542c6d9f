package io.querycast.warehouse;

import io.querycast.ErrorCode;
import io.querycast.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in a result: Redshift's own page and how many of its rows have been seen.
 *
 * @param skip rows of that page to leave out
 * @param token Redshift's name of the page; empty for the first
 */
record Page(int skip, String token) {
  static final Page FIRST = new Page(0, "");

  /** The page as browsers get it: opaque, and safe in a URL. */
  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((skip + " " + token).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The page that {@link #text} named; the first one for null.
   *
   * @throws Problem when the text was not made by us
   */
  static Page parse(String text) {
    if (text == null) {
      return FIRST;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int space = plain.indexOf(' ');
      if (space > 0) {
        int skip = Integer.parseInt(plain.substring(0, space));
        if (skip >= 0) {
          return new Page(skip, plain.substring(space + 1));
        }
      }
    } catch (IllegalArgumentException e) {
      // answered below, as every other text that is not ours
    }
    throw invalid();
  }

  static Problem invalid() {
    return new Problem(
        ErrorCode.PAGE_INVALID, "Give 'page' the 'next' of the page before, or leave it out.");
  }
}
