import { expect, test } from 'vitest';
import { backoff } from './backoff';

const almostOne = () => 0.999999;

test('the bound doubles with every failure, up to 30 s', () => {
  expect([0, 1, 2, 3, 6, 7, 1_000].map((tries) => backoff(tries, almostOne))).toEqual([
    499, 999, 1_999, 3_999, 29_999, 29_999, 29_999,
  ]);
});

test('the wait is random, from zero to the bound', () => {
  expect(backoff(3, () => 0)).toBe(0);
  expect(backoff(3, () => 0.5)).toBe(2_000);
});
