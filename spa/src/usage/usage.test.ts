import { expect, test } from 'vitest';
import { WireError } from '../decode';
import { example } from '../test/samples';
import { drawingOf, parseUsage } from './usage';

const told = example('usage');

test('a report is read as the protocol shows it', () => {
  const usage = parseUsage(told, 'query');

  expect(usage.rows.map(({ name }) => name)).toEqual(['trips-by-day', null]);
  expect(usage.rows[0]).toMatchObject({ asked: 4, warehouse: 250, saved: 750, price: '0.125 USD' });
  expect(usage.total.asked).toBe(5);
  expect(usage.isAll).toBe(true);
});

test('what is no report is refused', () => {
  expect(() => parseUsage({ ...(told as object), rows: [{ query: 'a' }] }, 'query')).toThrow(
    WireError,
  );
});

test('what was saved stands on what was run', () => {
  const { rows } = parseUsage(told, 'query');

  const questions = drawingOf(rows, ['trips-by-day', 'Own SQL'], 'questions');
  expect(questions.categories).toEqual(['trips-by-day', 'Own SQL']);
  expect(questions.series.map(({ name, values }) => [name, values])).toEqual([
    ['Statements run', [1, 0]],
    ['Saved by sharing', [2, 0]],
    ['Saved by answers', [1, 0]],
  ]);

  const time = drawingOf(rows, ['trips-by-day', 'Own SQL'], 'time');
  expect(time.series.map(({ name, values, texts }) => [name, values[0], texts[0]])).toEqual([
    ['Redshift worked', 0.25, '250 ms'],
    ['Redshift saved', 0.75, '750 ms'],
  ]);
});

test('a picture has as many bars as can be read', () => {
  const { rows } = parseUsage(told, 'query');
  const many = Array.from({ length: 100 }, () => rows).flat();

  const { categories, series } = drawingOf(many, many.map(String), 'questions');
  expect(categories).toHaveLength(31);
  expect(series[0]?.values).toHaveLength(31);
});
