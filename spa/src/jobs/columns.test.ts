import { expect, test } from 'vitest';
import { columnWidths, isNumeric } from './columns';

test.each(['int2', 'int4', 'int8', 'bigint', 'float8', 'numeric', 'numeric(18,2)', 'decimal'])(
  '%s is a number',
  (type) => {
    expect(isNumeric({ name: 'x', type })).toBe(true);
  },
);

test.each(['varchar', 'date', 'timestamp', 'bool', 'interval', 'super'])('%s is none', (type) => {
  expect(isNumeric({ name: 'x', type })).toBe(false);
});

test('a column is as wide as its name and its first cells need, within bounds', () => {
  const columns = ['n', 'a_longer_name', 'text'].map((name) => ({ name, type: 'varchar' }));

  expect(columnWidths({ columns, rows: [['1', null, 'x'.repeat(500)]], next: null })).toEqual([
    6, 13, 48,
  ]);
});
