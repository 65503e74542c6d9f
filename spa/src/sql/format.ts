import { formatDialect, redshift } from 'sql-formatter';

/**
 * The library needs much more time for long and for deeply nested text, and the page must not
 * freeze.
 */
const most = 10_000;
const deepest = 50;

/**
 * The statement in a readable layout.
 *
 * @throws Error if it can't be parsed, or is too long or too deep
 */
export function formatted(sql: string): string {
  if (sql.length > most || depthOf(sql) > deepest) {
    throw new Error('too long or too deep to be formatted');
  }
  return formatDialect(sql, {
    dialect: redshift,
    keywordCase: 'preserve',
    tabWidth: 2,
    paramTypes: { named: [':'] },
  });
}

/** The deepest nesting of brackets and CASEs; those within texts count too. */
function depthOf(sql: string): number {
  let depth = 0;
  let found = 0;
  for (const [mark] of sql.matchAll(/[([{}\])]|\bcase\b|\bend\b/gi)) {
    const opens = '([{'.includes(mark) || mark.toLowerCase() === 'case';
    depth = Math.max(0, depth + (opens ? 1 : -1));
    found = Math.max(found, depth);
  }
  return found;
}
