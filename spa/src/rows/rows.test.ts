import { describe, expect, test } from 'vitest';
import { example } from '../test/samples';
import type { Cell } from '../wire';
import { columnWidths, isNumeric, shown } from './columns';
import { difference } from './compare';
import { tsv } from './tsv';

const column = (type: string, name = 'x') => ({ name, type });

// The server reads the same tables, so both sides treat a column and a text in the same way.
const types = example('numeric-types') as Readonly<Record<'numeric' | 'other', readonly string[]>>;
const formulas = example('formulas') as {
  readonly samples: readonly {
    readonly type: string;
    readonly cell: Cell;
    readonly text: string;
  }[];
};

test.each(types.numeric)('%s is a number', (type) => {
  expect(isNumeric(column(type))).toBe(true);
});

test.each(types.other)('"%s" is no number', (type) => {
  expect(isNumeric(column(type))).toBe(false);
});

test('a column is as wide as its name and its first cells need, within limits', () => {
  const columns = ['n', 'a_longer_name', 'text'].map((name) => column('varchar', name));

  expect(columnWidths(columns, [['1', null, 'x'.repeat(500)]])).toEqual([6, 15, 40]);
});

describe('a cell is shown', () => {
  test.each([
    ['int8', 1234567, '1,234,567'],
    ['int8', '9007199254740993', '9,007,199,254,740,993'],
    ['numeric', '-1234.50', '-1,234.50'],
    ['numeric', '12345678901234567890.123456789', '12,345,678,901,234,567,890.123456789'],
    ['float8', 0.1, '0.1'],
    ['float8', 'NaN', 'NaN'],
    ['float8', 1e300, '1e+300'],
    ['date', '2015-03-01', '2015-03-01'],
    ['varchar', '1234567', '1234567'],
    ['varchar', '', ''],
    ['bool', true, 'true'],
  ])('%s %s as %s', (type, cell, text) => {
    expect(shown(cell, column(type))).toBe(text);
  });

  test('a number that is a name, unchanged', () => {
    expect(shown(2015, column('int4', 'year'))).toBe('2015');
    expect(shown(12345, column('int8', 'vendor_id'))).toBe('12345');
  });
});

describe('rows for the clipboard', () => {
  const columns = [column('varchar', 'name'), column('numeric', 'price')];

  test('have one line each, with the names if wanted', () => {
    const rows = [
      ['a', '1.50'],
      [null, null],
    ];

    expect(tsv(columns, rows, true)).toBe('name\tprice\na\t1.50\n\t');
    expect(tsv(columns, rows, false)).toBe('a\t1.50\n\t');
  });

  test('keep tabs, quotes and line breaks within their cell', () => {
    expect(tsv(columns, [['a\tb\n"c"', 1]], false)).toBe('"a\tb\n""c"""\t1');
  });

  test.each(formulas.samples)('run in no spreadsheet: $type $cell', ({ type, cell, text }) => {
    const copied = tsv([column(type)], [[cell]], false);

    expect(copied.startsWith('"') ? copied.slice(1, -1).replaceAll('""', '"') : copied).toBe(text);
  });

  test('run in no spreadsheet through their names either', () => {
    expect(tsv([column('int4', '=cmd()')], [], true)).toBe("'=cmd()");
  });
});

describe('two results', () => {
  const before = [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ];

  test('are told apart by their key columns: added, removed, changed', () => {
    const after = [
      ['b', 20],
      ['c', 3],
      ['d', 4],
    ];

    expect(difference(before, after, 2)).toEqual({
      keys: 1,
      added: 1,
      removed: 1,
      changed: 1,
      same: 1,
      addedRows: [['d', 4]],
      removedRows: [['a', 1]],
      changedRows: [{ before: ['b', 2], after: ['b', 20] }],
    });
  });

  test('without a key are compared as whole rows, and each of two equal rows counts', () => {
    const twice = [
      ['a', 1],
      ['a', 1],
      ['b', 2],
    ];

    const found = difference(
      twice,
      [
        ['a', 1],
        ['b', 3],
      ],
      2,
    );

    expect(found).toMatchObject({ keys: 2, added: 1, removed: 2, changed: 0, same: 1 });
  });

  test('do not take NULL for empty text, nor 1 for "1"', () => {
    const found = difference([['a', null]], [['a', '']], 2);

    expect(found).toMatchObject({ changed: 1, same: 0 });
    expect(difference([[1]], [['1']], 1)).toMatchObject({ added: 1, removed: 1 });
  });
});

test('a column of short numbers has room for longer ones further down', () => {
  const columns = [
    { name: 'trips', type: 'int8' },
    { name: 'year', type: 'int4' },
  ];

  expect(columnWidths(columns, [['1', '2015']])).toEqual([13, 8]);
});
