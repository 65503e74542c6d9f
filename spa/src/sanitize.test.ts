import { expect, test } from 'vitest';
import { sanitize } from './sanitize';
import { strings } from './strings';

test('a name turns nothing of its sentence around', () => {
  expect(strings.queries.gone('moon\u202Egnp')).toBe('There is no query “moongnp” here.');
  expect(strings.run.optional('\u2067Flag')).toBe('Flag (optional)');
});

test('a name in a sentence ends', () => {
  expect(sanitize('a'.repeat(5_000))).toHaveLength(121);
});

test('what is written from right to left stays as it is', () => {
  expect(sanitize('שאילתה')).toBe('שאילתה');
});
