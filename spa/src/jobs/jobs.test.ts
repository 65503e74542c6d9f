import { expect, test } from 'vitest';
import { april, lastRows, march, rows } from '../test/samples';
import type { JobNews, JobsPage, Rows } from '../wire';
import { fold, jobsSince, newestFirst, noJobs, staleJobs, type Jobs, type News } from './jobs';

const sentAt = '2026-11-23T16:05:00.000Z';
const told = (job: ReturnType<typeof march>, result: Rows | null = null): News => ({
  type: 'job',
  sentAt,
  job,
  result,
});
const snapshot = (...jobs: ReturnType<typeof march>[]) =>
  ({ type: 'snapshot', sentAt, jobs }) as const;
const at = (minute: number) => `2026-11-23T16:${minute}:00.000Z`;
const after = (...news: News[]): Jobs => news.reduce(fold, noJobs);

test('a newer version of a job takes the place of the older', () => {
  const jobs = after(told(march('SUBMITTED')), told(march('RUNNING')));

  expect(jobs.byId.get('march')?.state).toBe('RUNNING');
});

test('an older or equal version changes nothing at all', () => {
  const jobs = after(told(march('FINISHED')));

  expect(fold(jobs, told(march('RUNNING')))).toBe(jobs);
  expect(fold(jobs, told(march('FAILED', { version: 3 })))).toBe(jobs);
});

test('an old snapshot cannot undo newer news', () => {
  const jobs = after(told(march('FINISHED')));

  expect(fold(jobs, snapshot(march('RUNNING')))).toBe(jobs);
});

test('a snapshot adds what was missed and removes nothing', () => {
  const jobs = after(told(march('FINISHED')), snapshot(april('RUNNING')));

  expect([...jobs.byId.keys()]).toEqual(['march', 'april']);
});

test('the answer to a submission changes nothing if it comes after the ending', () => {
  const jobs = after(told(march('FINISHED'), rows));

  expect(fold(jobs, { type: 'jobs', jobs: [march('SUBMITTED')] })).toBe(jobs);
});

test('the rows of a push are kept, even if a snapshot announced the ending before', () => {
  const jobs = after(snapshot(march('FINISHED')), told(march('FINISHED'), rows));

  expect(jobs.results.get('march')).toEqual(rows);
});

test('two jobs of one query keep their own rows', () => {
  const jobs = after(told(march('FINISHED'), rows), told(april('FINISHED'), lastRows));

  expect(jobs.results.get('march')).toEqual(rows);
  expect(jobs.results.get('april')).toEqual(lastRows);
});

test('the time of a pushed ending is kept, from the first push only', () => {
  const late: News = { ...(told(march('FINISHED'), rows) as JobNews), sentAt: at(59) };
  const jobs = after(told(march('RUNNING')), told(march('FINISHED')), late);

  expect(jobs.pushed.get('march')).toBe(sentAt);
  expect(jobs.results.get('march')).toEqual(rows);
});

test('an ending that was not pushed has no push time', () => {
  expect(after(snapshot(march('FINISHED'))).pushed.size).toBe(0);
  expect(after(told(march('RUNNING'))).pushed.size).toBe(0);
});

test('the newest job comes first', () => {
  const jobs = after(snapshot(march('RUNNING'), april('RUNNING')));

  expect(newestFirst(jobs).map(({ id }) => id)).toEqual(['april', 'march']);
});

test('a job that seems to run, but that a later snapshot leaves out, must be asked for', () => {
  const jobs = after(told(march('RUNNING')), told(april('FINISHED')));

  expect(staleJobs(jobs, snapshot())).toEqual(['march']);
  expect(staleJobs(jobs, snapshot(march('RUNNING')))).toEqual([]);
});

test('a job that was submitted after the snapshot was sent is not stale', () => {
  const jobs = after(told(march('RUNNING', { submittedAt: '2026-11-23T16:06:00.000Z' })));

  expect(staleJobs(jobs, snapshot())).toEqual([]);
});

test('a place in the queue changes with a new version, and ends with one', () => {
  const third = { position: 3, reason: 'WAREHOUSE_FULL' };
  const first = { position: 1, reason: 'WAREHOUSE_FULL' };
  const waiting = after(
    told(march('SUBMITTED', { version: 2, queue: third })),
    told(march('SUBMITTED', { version: 3, queue: first })),
    told(march('SUBMITTED', { version: 2, queue: third })),
  );

  expect(waiting.byId.get('march')?.queue).toEqual(first);
  const started = fold(waiting, told(march('RUNNING', { version: 4 })));
  expect(started.byId.get('march')?.queue).toBeNull();
});

test('missed jobs are read page by page, down to the last one that must be known', async () => {
  const pages: Record<string, JobsPage> = {
    newest: { jobs: [march('FINISHED', { id: 'third', submittedAt: at(30) })], next: 'older' },
    older: {
      jobs: [
        march('FINISHED', { id: 'second', submittedAt: at(20) }),
        march('FINISHED', { id: 'first', submittedAt: at(10) }),
      ],
      next: 'oldest',
    },
  };
  const page = (before: string | null) => {
    const found = pages[before ?? 'newest'];
    return found ? Promise.resolve(found) : Promise.reject(new Error('asked too far'));
  };

  const found = await jobsSince(page, Date.parse(at(15)));

  expect(found.map(({ id }) => id)).toEqual(['third', 'second', 'first']);
});

test('when everything was missed, the last page is the last', async () => {
  const found = await jobsSince(
    () => Promise.resolve({ jobs: [march('FINISHED')], next: null }),
    0,
  );

  expect(found).toHaveLength(1);
});
