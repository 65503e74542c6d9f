import { describe, expect, test } from 'vitest';
import { WireError } from '../decode';
import { asBytes, rows } from '../test/samples';
import type { Cell, Rows } from '../wire';
import { Sheet } from './Sheet';

const bytes = (text: string) => new TextEncoder().encode(text);

function sheetOf(...pages: Rows[]): Sheet {
  const sheet = new Sheet();
  for (const page of pages) {
    sheet.add(asBytes(page));
  }
  return sheet;
}

const numbers = (type: string, ...cells: Cell[]): Rows => ({
  columns: [{ name: 'n', type }],
  rows: cells.map((cell) => [cell]),
  next: null,
});

test('pages come one after another, and each row is the one that was sent', () => {
  const sheet = sheetOf(rows, { ...rows, next: null });

  expect(sheet.columns).toEqual(rows.columns);
  expect(sheet.count).toBe(2 * rows.rows.length);
  expect(sheet.rows(0, 99)).toEqual([...rows.rows, ...rows.rows]);
  expect(sheet.next).toBeNull();
});

test.each([
  ['a bracket, a quote and a backslash in a text', ['a]b"c\\', '[[', '"],[']],
  ['a text that says rows', ['"rows":[1]', 'rows', '\\"rows']],
  ['letters beyond ASCII', ['zé', '日本', '🚕\u202e']],
  ['nothing, and NULL', ['', null, ' ']],
  ['true and false', [true, false, null]],
])('%s changes nothing', (_what, cells) => {
  const page: Rows = {
    columns: ['rows', 'b', 'c'].map((name) => ({ name, type: 'varchar' })),
    rows: [cells, cells],
    next: 'rows":[',
  };
  const sheet = sheetOf(page);

  expect(sheet.rows(0, 9)).toEqual(page.rows);
  expect(sheet.next).toBe(page.next);
});

test('spaces between tokens are allowed', () => {
  const sheet = new Sheet();
  sheet.add(
    bytes('{ "columns" : [ {"name":"n","type":"int4"} ],\n "rows" : [ [1] ,\n [ 2 ] ] }\n'),
  );

  expect(sheet.rows(0, 9)).toEqual([[1], [2]]);
});

test('a result may have neither rows nor columns', () => {
  const sheet = sheetOf({ columns: [], rows: [], next: null });

  expect(sheet.count).toBe(0);
  expect(sheet.rows(0, 9)).toEqual([]);
});

test('a page that is cut off is refused at every byte', () => {
  const whole = asBytes(rows);
  for (let length = 0; length < whole.length - 1; length++) {
    expect(() => {
      new Sheet().add(whole.slice(0, length));
    }, `${length} bytes`).toThrow();
  }
});

test('a page of another result is refused', () => {
  const sheet = sheetOf(rows);

  expect(() => {
    sheet.add(asBytes(numbers('int4', 1)));
  }).toThrow(WireError);
});

test('a row costs its bytes and four more', () => {
  const many = numbers('int4', ...Array.from({ length: 10_000 }, (_, index) => index));

  expect(sheetOf(many).bytes).toBeLessThan(asBytes(many).length + 4 * 10_001 + 100);
});

describe('sorting', () => {
  const sorted = async (page: Rows, descending: boolean) => {
    const sheet = sheetOf(page);
    await sheet.sort({ column: 0, descending });
    return sheet.rows(0, 99).map(([cell]) => cell);
  };

  test('numbers are sorted by value, exactly beyond 2^53, with NULL last in both directions', async () => {
    const page = numbers('int8', 10, '9007199254740993', null, '9007199254740992', 9, -1);

    expect(await sorted(page, false)).toEqual([
      -1,
      9,
      10,
      '9007199254740992',
      '9007199254740993',
      null,
    ]);
    expect((await sorted(page, true)).at(-1)).toBeNull();
  });

  test('NaN is greater than all numbers, but comes before NULL', async () => {
    const page = numbers('float8', 'NaN', null, 'Infinity', -3.5, '-Infinity');

    expect(await sorted(page, false)).toEqual(['-Infinity', -3.5, 'Infinity', 'NaN', null]);
    expect(await sorted(page, true)).toEqual(['NaN', 'Infinity', -3.5, '-Infinity', null]);
  });

  test('decimals are sorted digit by digit', async () => {
    const page = numbers('numeric', '12345678901234567890.12', '12345678901234567890.11');

    expect(await sorted(page, false)).toEqual([
      '12345678901234567890.11',
      '12345678901234567890.12',
    ]);
  });

  test('equal rows keep their order, and sorting can be undone', async () => {
    const page: Rows = {
      columns: [
        { name: 'a', type: 'varchar' },
        { name: 'b', type: 'int4' },
      ],
      rows: [
        ['x', 1],
        ['a', 2],
        ['x', 3],
        ['a', 4],
      ],
      next: null,
    };
    const sheet = sheetOf(page);

    await sheet.sort({ column: 0, descending: false });
    expect(sheet.rows(0, 9).map((row) => row[1])).toEqual([2, 4, 1, 3]);
    await sheet.sort(null);
    expect(sheet.rows(0, 9)).toEqual(page.rows);
  });
});

describe('the profile of a column', () => {
  const profile = async (page: Rows) => (await sheetOf(page).profiles())[0];

  test('adds whole numbers exactly, whatever their size', async () => {
    const found = await profile(numbers('int8', '9007199254740993', 1, 2, null, 2));

    expect(found).toMatchObject({
      rows: 5,
      nulls: 1,
      distinct: 3,
      isMore: false,
      least: 1,
      greatest: '9007199254740993',
      total: { text: '9007199254740998', isExact: true },
      mean: { text: '2251799813685249.5', isExact: true },
    });
  });

  test('says that a mean is rounded, and rounds it behind what can be told apart', async () => {
    expect(await profile(numbers('int4', 1234567, 1234569))).toMatchObject({
      mean: { text: '1234568', isExact: true },
    });
    expect(await profile(numbers('int4', 1, 1, 0))).toMatchObject({
      mean: { text: '0.666667', isExact: false },
    });
    expect(await profile(numbers('numeric', '-0.01', '0.00', '-0.01'))).toMatchObject({
      mean: { text: '-0.00666667', isExact: false },
    });
  });

  test('adds decimals of 38 digits exactly', async () => {
    const long = '123456789012345678901234567890.12345678';
    const found = await profile(numbers('numeric', long, '0.00000001', '-1.5', '9007199254740993'));

    expect(found?.total).toEqual({
      text: '123456789012354686100489308881.62345679',
      isExact: true,
    });
  });

  test('says that a sum of doubles is not exact', async () => {
    expect(await profile(numbers('float8', 0.1, 0.2))).toMatchObject({
      total: { text: '0.3', isExact: false },
      mean: { text: '0.15', isExact: false },
    });
    expect(await profile(numbers('float8', 1, 'NaN'))).toMatchObject({ total: null, mean: null });
  });

  test('adds decimals without the errors of doubles', async () => {
    const tenths = Array.from({ length: 1_000 }, () => '0.1');

    expect(await profile(numbers('numeric', ...tenths))).toMatchObject({
      total: { text: '100', isExact: true },
      mean: { text: '0.1', isExact: true },
    });
  });

  test('shows how values spread, each counted once', async () => {
    const found = await profile(numbers('int4', 0, 0, 6, 12, null));

    expect(found?.histogram).toEqual([2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  test('of dates has the first and the last, and no total', async () => {
    const found = await profile(numbers('date', '2015-03-01', '2015-01-31', null));

    expect(found).toMatchObject({ least: '2015-01-31', greatest: '2015-03-01', total: null });
    expect(found?.histogram.reduce((sum, each) => sum + each, 0)).toBe(2);
  });

  test('of nothing but NULL has no least, no greatest and no total', async () => {
    expect(await profile(numbers('int4', null, null))).toMatchObject({
      nulls: 2,
      distinct: 0,
      least: null,
      greatest: null,
      total: null,
      mean: null,
      histogram: [],
    });
  });
});
