import { expect, test } from 'vitest';
import { april, march } from '../test/samples';
import { everyJob, matching } from './filter';

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
