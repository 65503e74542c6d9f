/** A named parameter and its place, in UTF-16 units, including its colon. */
export interface Placeholder {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

// Each of these looks at one character only.
const digit = /[0-9]/;
const nameFirst = /[A-Za-z_]/;
const nameLater = /[A-Za-z0-9_]/;
const word = /[A-Za-z0-9_\u0080-\uffff]/;
const wordOrDollar = /[A-Za-z0-9_$\u0080-\uffff]/;
const notALineEnd = /[^\n\r]/;

/**
 * The places of the named parameters in a statement, in the order of the text.
 *
 * A colon in quoted text, quoted names, comments, dollar quotes and casts does not start a
 * parameter. Block comments nest, and an open one reaches to the end. The text is read once,
 * without going back. The server has the same rule in `query/Placeholders.java`, and reads the same
 * table of cases.
 */
export function placeholders(sql: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  let at = 0;
  const sees = (mark: string) => sql.startsWith(mark, at);
  const pass = (kind: RegExp) => {
    while (at < sql.length && kind.test(sql.charAt(at))) {
      at++;
    }
  };

  /** A doubled quote is one quote; in text so is a quote after a backslash, with or without an E. */
  function quoted(quote: string) {
    at++;
    while (at < sql.length) {
      const c = sql.charAt(at++);
      if (c === '\\' && quote === "'") {
        at++;
      } else if (c === quote) {
        if (!sees(quote)) {
          return;
        }
        at++;
      }
    }
  }

  function dollar() {
    const from = at++;
    pass(word);
    if (sees('$') && !digit.test(sql.charAt(from + 1))) {
      at++;
      // Only the first and last characters are dollars, so no character is compared twice.
      const tag = sql.slice(from, at);
      const end = sql.indexOf(tag, at);
      at = end < 0 ? sql.length : end + tag.length;
    }
  }

  function comment() {
    let depth = 0;
    do {
      if (sees('/*')) {
        depth++;
        at += 2;
      } else if (sees('*/')) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length);
  }

  while (at < sql.length) {
    const c = sql.charAt(at);
    const from = at;
    if (c === "'" || c === '"') {
      quoted(c);
    } else if (word.test(c)) {
      pass(wordOrDollar);
    } else if (c === '$') {
      dollar();
    } else if (sees('--')) {
      pass(notALineEnd);
    } else if (sees('/*')) {
      comment();
    } else if (sees('::')) {
      at += 2;
    } else {
      at++;
      if (c === ':' && nameFirst.test(sql.charAt(at))) {
        pass(nameLater);
        found.push({ name: sql.slice(from + 1, at), from, to: at });
      }
    }
  }
  return found;
}

/** The names of the parameters, in the order of their first use. */
export function namesIn(sql: string): readonly string[] {
  return [...new Set(placeholders(sql).map(({ name }) => name))];
}
