import { expect, test } from 'vitest';
import { sanitize } from './sanitize';
import { strings } from './strings';

test('a name cannot turn its sentence around', () => {
  expect(strings.queries.gone('moon\u202Egnp')).toBe('There is no query “moongnp” here.');
  expect(strings.run.optional('\u2067Flag')).toBe('Flag (optional)');
});

test('a long name in a sentence is cut', () => {
  expect(sanitize('a'.repeat(5_000))).toHaveLength(121);
});

test('text that is written from right to left stays unchanged', () => {
  expect(sanitize('שאילתה')).toBe('שאילתה');
});
