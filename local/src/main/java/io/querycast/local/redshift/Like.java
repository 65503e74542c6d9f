package io.querycast.local.redshift;

/**
 * A pattern as in LIKE: % stands for any text, _ for one character, and a backslash takes away the
 * special meaning of the next character. With any number of %, the time is at most proportional to
 * the name's length times the pattern's length.
 */
record Like(String text) {

  /** Whether the whole name matches the pattern. */
  boolean takes(String name) {
    int at = 0;
    int in = 0;
    int percent = -1;
    int mark = 0;
    while (in < name.length() || at < text.length()) {
      if (at < text.length() && text.charAt(at) == '%') {
        percent = at++;
        mark = in;
      } else if (in < name.length() && at < text.length() && isOne(at, name.charAt(in))) {
        at += width(at);
        in++;
      } else if (percent >= 0 && mark < name.length()) {
        // The last % takes one more character; an earlier % would gain nothing.
        at = percent + 1;
        in = ++mark;
      } else {
        return false;
      }
    }
    return true;
  }

  private boolean isOne(int at, char c) {
    char wanted = text.charAt(at);
    return wanted == '_' || text.charAt(at + width(at) - 1) == c;
  }

  private int width(int at) {
    return text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
  }
}
