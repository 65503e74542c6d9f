import { expect, test } from 'vitest';
import { asBytes, lastRows, rows } from '../test/samples';
import { settle } from '../test/fakeClock';
import type { Rows } from '../wire';
import { Sheets } from './RowWorker';
import { SheetView } from './SheetView';

const view = () => new SheetView('march', new Sheets());
const first = () => Promise.resolve(asBytes(rows));

test('the next page is fetched once and added once, however many ask for it', async () => {
  const sheet = view();
  let asked = 0;
  const fetch = () => {
    asked += 1;
    return first();
  };

  await Promise.all([sheet.load(fetch), sheet.load(fetch)]);

  expect([asked, sheet.count]).toEqual([1, rows.rows.length]);
});

test('first rows that are pushed while they are fetched are added once', async () => {
  const sheet = view();

  const loading = sheet.load(first);
  sheet.begin(rows);
  await loading;

  expect(sheet.count).toBe(rows.rows.length);
  expect(await sheet.head(99)).toEqual(rows.rows);
});

test('a push that comes after the fetched rows adds nothing', async () => {
  const sheet = view();

  await sheet.load(first);
  sheet.begin(rows);

  expect(await sheet.head(99)).toEqual(rows.rows);
});

test('pushed rows are there at once, and the next page follows them', async () => {
  const sheet = view();
  const pages: (string | null)[] = [];

  sheet.begin(rows);
  expect(sheet.row(0)).toEqual(rows.rows[0]);
  await sheet.load((page) => {
    pages.push(page);
    return Promise.resolve(asBytes(lastRows));
  });
  await sheet.load(() => Promise.reject(new Error('must not be called')));

  expect(pages).toEqual([rows.next]);
  expect(await sheet.head(99)).toEqual([...rows.rows, ...rows.rows]);
});

test('a page that cannot be read may be fetched again', async () => {
  const sheet = view();

  await expect(sheet.load(() => Promise.resolve(new Uint8Array([1, 2])))).rejects.toThrow();
  expect(sheet.isEmpty).toBe(true);
  await sheet.load(first);

  expect(sheet.count).toBe(rows.rows.length);
});

test('the worker is not asked again and again for rows that have not been fetched', async () => {
  const calls: string[] = [];
  const sheets = new Sheets();
  const sheet = new SheetView('march', {
    call(name, given) {
      calls.push(name);
      return sheets.call(name, given);
    },
  });
  sheet.begin(rows);
  // This is what a table does: it reads each visible row, and reads it again at each change.
  sheet.subscribe(() => sheet.row(rows.rows.length));

  sheet.row(rows.rows.length);
  await sheet.head(1);

  expect(calls).toEqual(['add', 'rows']);
});

test('a worker with fewer rows than announced is asked, but not forever', async () => {
  let asked = 0;
  const sheet = new SheetView('march', {
    call(name) {
      asked += name === 'rows' ? 1 : 0;
      // Stops after some calls, so that an endless loop fails the test and does not hang it.
      return asked > 5 || name !== 'rows' ? Promise.reject(new Error('gone')) : Promise.resolve([]);
    },
  });
  sheet.begin({ ...rows, rows: Array.from({ length: 4_500 }, () => ['x', 1]) });
  sheet.subscribe(() => sheet.row(4_400));

  sheet.row(4_400);
  await settle();

  expect(asked).toBe(1);
});

test('rows that will soon be visible are there in time', async () => {
  const sheet = view();
  await sheet.load(() => Promise.resolve(asBytes(many(1_000))));

  sheet.expect(-100, 350);
  await sheet.head(0);

  expect([sheet.row(0), sheet.row(349)]).toEqual([[0], [349]]);
});

test('a listener for the number of rows is not told about rows that are loaded and dropped', async () => {
  const sheet = view();
  await sheet.load(() => Promise.resolve(asBytes(many(1_000))));
  const [outline, version] = [sheet.outline(), sheet.version()];

  sheet.row(500);
  await sheet.head(0);

  expect(sheet.row(500)).toEqual([500]);
  expect(sheet.outline()).toBe(outline);
  expect(sheet.version()).toBeGreaterThan(version);
});

function many(count: number): Rows {
  return {
    columns: [{ name: 'n', type: 'int8' }],
    rows: Array.from({ length: count }, (_, n) => [n]),
    next: null,
  };
}
