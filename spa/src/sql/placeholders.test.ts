import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namesIn, placeholders } from './placeholders';

/** The tests of the server and of the local cloud read the same table. */
const cases = JSON.parse(readFileSync('../docs/protocol/placeholders.json', 'utf8')) as readonly {
  readonly sql: string;
  readonly names: readonly string[];
}[];

test.each(cases)('$sql', ({ sql, names }) => {
  expect(namesIn(sql)).toEqual(names);
});

test('each place is that of its colon and name', () => {
  const sql = "select ':no', :yes::int, :yes";
  const texts = placeholders(sql).map(({ from, to }) => sql.slice(from, to));
  expect(texts).toEqual([':yes', ':yes']);
});

// Reading any part of the text again would hang here for hours.
test.each(['/*a', '*/', "'", "''", "E'\\", '"', '$', '$a$', '$a', ':', ':a', '-', 'e'])(
  'a long text of %s is read once',
  (part) => {
    namesIn(`select 1 ${part.repeat(2_000_000 / part.length)}`);
  },
  60_000,
);

test('many open tags are read once', () => {
  const tags = Array.from({ length: 200_000 }, (_, i) => ` $t${i}$ :no`).join('');
  expect(namesIn(`select :yes ${tags}`)).toEqual(['yes']);
}, 60_000);
