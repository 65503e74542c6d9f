import { expect, test } from 'vitest';
import { nameFor } from './names';

test.each([
  ['Trips by day', 'trips-by-day'],
  ['  Über 100 %  ', 'uber-100'],
  ['日本', 'query'],
  ['x'.repeat(99), 'x'.repeat(56)],
])('%s becomes %s', (title, name) => {
  expect(nameFor(title, new Set())).toBe(name);
});

test('the name of another title is not used again', () => {
  expect(nameFor('Trips!', new Set(['trips', 'trips-2']))).toBe('trips-3');
});
