import { expect, test } from 'vitest';
import { april, march } from '../test/cast';
import { everyJob, matching } from './filter';
import { newlyEnded } from './notify';
import { sizeInWords } from '../words';

const jobs = [
  april('RUNNING'),
  march('FAILED', { error: { code: 'X', message: 'No such table' } }),
];
const ids = (text: string, state = 'all') => matching(jobs, { text, state }).map(({ id }) => id);

test('every word must occur somewhere in a job', () => {
  expect(matching(jobs, everyJob)).toHaveLength(2);
  expect(ids('trips 2015-04')).toEqual(['april']);
  expect(ids('TABLE such')).toEqual(['march']);
  expect(ids('trips nowhere')).toEqual([]);
});

test('a state leaves only the jobs in it', () => {
  expect(ids('', 'going')).toEqual(['april']);
  expect(ids('', 'FAILED')).toEqual(['march']);
  expect(ids('', 'FINISHED')).toEqual([]);
});

test('a long job that ends while it is known is news; a short one, or one known as ended, is none', () => {
  const map = (...some: readonly ReturnType<typeof march>[]) =>
    new Map(some.map((it) => [it.id, it]));
  const after = (seconds: number) =>
    march('FINISHED', {
      endedAt: new Date(Date.parse(march('RUNNING').submittedAt) + seconds * 1_000).toISOString(),
    });

  expect(newlyEnded(map(march('RUNNING')), map(after(10)))).toHaveLength(1);
  expect(newlyEnded(map(march('RUNNING')), map(after(9)))).toHaveLength(0);
  expect(newlyEnded(map(after(10)), map(after(10)))).toHaveLength(0);
  expect(newlyEnded(map(), map(after(10)))).toHaveLength(0);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [2_210, '2.2 KB'],
  [15_400, '15 KB'],
  [999_999, '1.0 MB'],
  [523_000_000, '523 MB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeInWords(bytes)).toBe(words);
});
