/** A named parameter, and where it is: in UTF-16 units, its colon included. */
export interface Placeholder {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

// Each looks at one character alone.
const digit = /[0-9]/;
const nameFirst = /[A-Za-z_]/;
const nameLater = /[A-Za-z0-9_]/;
const word = /[A-Za-z0-9_\u0080-\uffff]/;
const wordOrDollar = /[A-Za-z0-9_$\u0080-\uffff]/;
const notALineEnd = /[^\n\r]/;

/**
 * Where the named parameters of a statement are, in the order of the text.
 *
 * In quoted text and names, comments, dollar quotes and casts a colon starts none; block comments
 * nest, and what is left open reaches to the end. The text is passed once and never gone back in:
 * the server's rule, in `query/Placeholders.java`, with the same table of cases.
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

  /** A quote is written twice; where backslashes escape, also behind one. */
  function quoted(quote: string, escapes: boolean) {
    at++;
    while (at < sql.length) {
      const c = sql.charAt(at++);
      if (c === '\\' && escapes) {
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
      // Only its first and last characters are dollars, so no character is compared twice.
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
      quoted(c, false);
    } else if (word.test(c)) {
      pass(wordOrDollar);
      if (at === from + 1 && (c === 'e' || c === 'E') && sees("'")) {
        quoted("'", true);
      }
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

/** The names that the SQL asks for, in the order of their first use. */
export function namesIn(sql: string): readonly string[] {
  return [...new Set(placeholders(sql).map(({ name }) => name))];
}
