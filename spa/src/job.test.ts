import { expect, test } from 'vitest';
import { elapsed, hasExpired, submissionOf } from './job';
import { example, march } from './test/samples';
import { parseJob } from './wire';

test('a result expires by the server’s time, and never while that time is unknown', () => {
  const job = parseJob(example('job-finished'));
  const expiry = Date.parse('2026-11-24T16:00:01.500Z');

  expect(hasExpired(job, expiry - 1)).toBe(false);
  expect(hasExpired(job, expiry)).toBe(true);
  expect(hasExpired(job, null)).toBe(false);
});

test('a job without a result never expires', () => {
  const expiresAt = '2026-11-24T16:00:01.500Z';

  expect(hasExpired(march('FAILED', { expiresAt }), Infinity)).toBe(false);
  expect(hasExpired(march('RUNNING'), Infinity)).toBe(false);
});

test('a job’s duration is from its submission to its end, or to now', () => {
  const submitted = Date.parse(march('RUNNING').submittedAt);

  expect(elapsed(march('RUNNING'), submitted + 700)).toBe(700);
  expect(elapsed(parseJob(example('job-finished')), submitted + 99_000)).toBe(1_500);
});

test('while the server’s time is unknown, a running job has no duration', () => {
  expect(elapsed(march('RUNNING'), null)).toBeNull();
  expect(elapsed(parseJob(example('job-finished')), null)).toBe(1_500);
});

test('the same question again has the same arguments', () => {
  expect(submissionOf(march('FINISHED'))).toEqual({
    query: 'trips-by-day',
    arguments: { month: '2015-03' },
  });
  expect(
    submissionOf(march('FINISHED', { query: null, sql: 'select :day', arguments: { day: '1' } })),
  ).toEqual({ sql: 'select :day', arguments: { day: '1' } });
});
