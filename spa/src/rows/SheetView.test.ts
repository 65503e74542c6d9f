import { expect, test } from 'vitest';
import { asBytes, lastRows, rows } from '../test/cast';
import { Sheets } from './desk';
import { SheetView } from './SheetView';

const view = () => new SheetView('march', new Sheets());
const first = () => Promise.resolve(asBytes(rows));

test('however many ask for the next page, it is fetched once and there once', async () => {
  const sheet = view();
  let asked = 0;
  const fetch = () => {
    asked += 1;
    return first();
  };

  await Promise.all([sheet.load(fetch), sheet.load(fetch)]);

  expect([asked, sheet.count]).toEqual([1, rows.rows.length]);
});

test('first rows that are pushed while they are fetched are there once', async () => {
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

test('rows that were pushed are here at once, and the next page goes behind them', async () => {
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

test('a page that can not be read may be fetched again', async () => {
  const sheet = view();

  await expect(sheet.load(() => Promise.resolve(new Uint8Array([1, 2])))).rejects.toThrow();
  expect(sheet.isEmpty).toBe(true);
  await sheet.load(first);

  expect(sheet.count).toBe(rows.rows.length);
});
