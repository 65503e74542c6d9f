// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { render, screen } from './test/render';
import { march } from './test/samples';
import { UsualBar } from './UsualBar';
import type { Job } from './wire';

const started = '2026-11-23T16:00:10.000Z';

/** @param seconds since Redshift took the job */
function bar(seconds: number | null, changes: Partial<Job> = {}) {
  const job = march('RUNNING', { startedAt: started, usual: 12_000, ...changes });
  const now = seconds === null ? null : Date.parse(started) + seconds * 1_000;
  const { container } = render(<UsualBar job={job} now={now} />);
  return container;
}

test('a running job shows how much of the usual time it has had', () => {
  expect(bar(3).textContent).toBe('usually takes 12 s');

  const progress = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'The usual time' });
  expect(progress.position).toBe(0.25);
});

test('a job that takes longer says so, and its bar stays full', () => {
  expect(bar(40).textContent).toBe('longer than usual, which is 12 s');

  expect(screen.getByRole<HTMLProgressElement>('progressbar').position).toBe(1);
});

test('a job of a short query says so after a second', () => {
  expect(bar(2, { usual: 66 }).textContent).toBe('longer than usual, which is 66 ms');
});

test.each<[string, number | null, Partial<Job>]>([
  ['does not run yet', 3, { state: 'SUBMITTED', startedAt: null }],
  ['has ended', 3, { state: 'FINISHED' }],
  ['is being cancelled', 3, { cancelRequested: true }],
  ['is of a query whose usual time is unknown', 3, { usual: null }],
  ['is of a query that takes no time', 3, { usual: 0 }],
  ['is of a query that takes less than a second', 0.5, { usual: 66 }],
  ['is seen while the server’s time is unknown', null, {}],
])('a job that %s has no bar', (_, seconds, changes) => {
  expect(bar(seconds, changes).textContent).toBe('');
});
