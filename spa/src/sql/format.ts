import { formatDialect, redshift } from 'sql-formatter';

/**
 * The statement as it is easy to read.
 *
 * @throws Error where it can't be taken apart
 */
export function formatted(sql: string): string {
  return formatDialect(sql, {
    dialect: redshift,
    keywordCase: 'preserve',
    tabWidth: 2,
    paramTypes: { named: [':'] },
  });
}
