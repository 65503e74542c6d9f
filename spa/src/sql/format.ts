import { formatDialect, redshift } from 'sql-formatter';

/** The library takes ever longer for more text, and for deeper: a page must not stand still for it. */
const most = 10_000;
const deepest = 50;

/**
 * The statement as it is easy to read.
 *
 * @throws Error where it can't be taken apart, or is too long or too deep for that
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

/** How many brackets and CASEs stand open where most of them do; those in texts count too. */
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
