import { describe, expect, test } from 'vitest';
import { WireError } from './decode';
import { example } from './test/samples';
import {
  parseConfig,
  parseJob,
  parseJobsPage,
  parseProblem,
  parsePushMessage,
  parseQueries,
  parseRows,
  parseSession,
} from './wire';

describe('every example of the protocol can be read', () => {
  test.each([
    ['config', parseConfig],
    ['queries', parseQueries],
    ['job-submitted', parseJob],
    ['job-queued', parseJob],
    ['job-running', parseJob],
    ['job-finished', parseJob],
    ['job-shared', parseJob],
    ['job-answered', parseJob],
    ['job-failed', parseJob],
    ['job-cancelled', parseJob],
    ['jobs', parseJobsPage],
    ['rows', parseRows],
    ['session', parseSession],
    ['session-at-gateway', parseSession],
    ['snapshot', parsePushMessage],
    ['beat', parsePushMessage],
    ['push-job', parsePushMessage],
    ['push-job-running', parsePushMessage],
  ])('%s', (name, parse) => {
    expect(parse(example(name))).toBeTruthy();
  });

  test('problem', () => {
    expect(parseProblem(example('problem'), 422)).toMatchObject({
      status: 422,
      code: 'ARGUMENT_INVALID',
      parameter: 'month',
    });
  });
});

test('a session says how its door behaves, and an earlier server says nothing of doors', () => {
  expect(parseSession(example('session-at-gateway'))).toMatchObject({
    door: 'gateway',
    heartbeat: 540,
    silence: 600,
  });
  const { id, ticket, url, expiresAt } = parseSession(example('session'));
  expect(parseSession({ id, ticket, url, expiresAt })).toEqual(parseSession(example('session')));
});

test('a job keeps every field, nulls included', () => {
  const job = example('job-failed');

  expect(parseJob(job)).toEqual({
    ...(job as object),
    cost: { warehouse: 250, saved: 0, calls: 0, price: null },
  });
});

test('a job that waits keeps its place and the code of the reason', () => {
  expect(parseJob(example('job-queued')).queue).toEqual({ position: 3, reason: 'WAREHOUSE_FULL' });
});

test('a finished job brings its first rows along', () => {
  const news = parsePushMessage(example('push-job'));

  expect(news).toMatchObject({ type: 'job', result: { rows: expect.any(Array) as unknown } });
});

test('NULL, an empty text and the word null stay three different things', () => {
  const columns = [{ name: 'note', type: 'varchar' }];

  expect(parseRows({ columns, rows: [[null], [''], ['null']] }).rows).toEqual([
    [null],
    [''],
    ['null'],
  ]);
});

test('a number that came as text stays text, to the last digit', () => {
  const columns = [{ name: 'trips', type: 'int8' }];

  expect(parseRows({ columns, rows: [['9007199254740993']] }).rows).toEqual([['9007199254740993']]);
});

test('a page of rows without next is the last', () => {
  expect(parseRows({ columns: [], rows: [] }).next).toBeNull();
});

test('a row with a cell too few is refused', () => {
  const columns = [{ name: 'trips', type: 'int8' }];

  expect(() => parseRows({ columns, rows: [[]] })).toThrow('rows.rows should be rows of 1 cells');
});

test('an error names the place that breaks the protocol, without its content', () => {
  const job = { ...(example('job-running') as object), state: 'secret' };

  expect(() => parseJob(job)).toThrow(
    'job.state should be one of SUBMITTED, RUNNING, FINISHED, FAILED, CANCELLED',
  );
  expect(() => parsePushMessage({ type: 'job', sentAt: 'yesterday' })).toThrow(
    'push.sentAt should be a moment in ISO 8601',
  );
});

test('unknown fields are not an error', () => {
  expect(parseConfig({ ...(example('config') as object), colour: 'blue' })).toBeTruthy();
});

test('a time to wait is read in seconds only, because a date would depend on this machine’s clock', () => {
  const waits = [null, '7', '', '-1', '1.5', 'Wed, 21 Oct 2026 07:28:00 GMT'];

  expect(waits.map((wait) => parseProblem(null, 429, wait).retryAfter)).toEqual([
    null,
    7,
    null,
    null,
    null,
    null,
  ]);
});

test('a refusal without a problem document is described by its status', () => {
  expect(parseProblem('<html>Bad Gateway</html>', 502)).toMatchObject({
    status: 502,
    code: 'HTTP_502',
    detail: null,
  });
});

test('the age of an answer and of a query’s answers is read in milliseconds', () => {
  expect(parseJob(example('job-answered')).served?.age).toBe(180_000);
  expect(parseJob(example('job-finished')).served?.age).toBeNull();
  expect(parseQueries(example('queries')).map(({ fresh }) => fresh)).toEqual([null, 600_000]);
});

test('the usual time of a job is read in milliseconds', () => {
  expect(parseJob(example('job-running')).usual).toBe(12_000);
});

test.each([
  ['PT0S', 0],
  ['PT1H2M3S', 3_723_000],
  ['PT1M2.5S', 62_500],
])('the duration %s is %d ms', (written, milliseconds) => {
  const served = { by: 'answer', statement: 'first', age: written };
  const job = Object.assign({}, example('job-answered'), { served });
  expect(parseJob(job).served?.age).toBe(milliseconds);
});

test.each(['3 min', 'P1D', 'PT', 180])('%s is no duration', (written) => {
  const served = { by: 'answer', statement: 'first', age: written };
  expect(() => parseJob(Object.assign({}, example('job-answered'), { served }))).toThrow(WireError);
});
