import { expect, test } from 'vitest';
import { example, march } from '../test/samples';
import { parseJob } from '../wire';
import { stepsOf } from './steps';

const finished = parseJob(example('job-finished'));

test('the steps of a job that this tab saw end lead from the store to the screen', () => {
  const pushed = '2026-11-23T16:00:01.590Z';
  const steps = stepsOf(finished, { pushed, painted: Date.parse(pushed) + 12 });

  expect(steps.map(({ name, after, by }) => [name, after, by])).toEqual([
    ['Stored', 0, null],
    ['Accepted by Redshift', 40, null],
    ['Redshift ended', 1_460, null],
    ['Learned', 84, 'told by Redshift’s event'],
    ['Pushed', 6, null],
    ['Painted', 12, null],
  ]);
});

test('unknown steps are left out, and clocks that differ give no negative times', () => {
  const receipt = {
    stored: '2026-11-23T16:00:00.000Z',
    accepted: '2026-11-23T15:59:59.990Z',
    redshiftEnded: null,
    learned: null,
    learnedFrom: null,
  };

  const steps = stepsOf(march('RUNNING', { receipt }), { pushed: null, painted: 5 });

  expect(steps.map(({ name, after }) => [name, after])).toEqual([
    ['Stored', 0],
    ['Accepted by Redshift', 0],
  ]);
  expect(stepsOf(march('RUNNING', { receipt: null }), { pushed: null, painted: null })).toEqual([]);
});
