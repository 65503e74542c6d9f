import { expect, test } from 'vitest';
import { Refused } from './api';
import { example, march } from './test/samples';
import { parseJob, parseProblem } from './wire';
import {
  agoInWords,
  argumentsInWords,
  costInWords,
  durationInWords,
  errorInWords,
  reasonInWords,
  receiptInWords,
  sizeInWords,
  stateInWords,
} from './words';

test('the receipt says how the server learned of the end and how late', () => {
  const finished = parseJob(example('job-finished'));
  const receipt = finished.receipt ?? expect.fail('The example has no receipt');
  const said = ['event', 'sweeper', 'wait', 'pigeon'].map((learnedFrom) =>
    receiptInWords({ ...finished, receipt: { ...receipt, learnedFrom } }),
  );

  expect(said).toEqual([
    'told by Redshift’s event, 84 ms after Redshift ended',
    'found by the sweeper, 84 ms after Redshift ended',
    'told while the server waited for it, 84 ms after Redshift ended',
    'told by pigeon, 84 ms after Redshift ended',
  ]);
});

test('there is no receipt before there is news', () => {
  expect(receiptInWords(march('RUNNING'))).toBeNull();
});

test('a job is being cancelled until Redshift has said how it ended', () => {
  expect(stateInWords(march('RUNNING', { cancelRequested: true }))).toBe('cancelling…');
  expect(stateInWords(march('CANCELLED', { cancelRequested: true }))).toBe('cancelled');
  expect(stateInWords(march('FINISHED', { cancelRequested: true }))).toBe('finished');
});

test('a waiting job says its place in the queue', () => {
  const queue = { position: 3, reason: null };

  expect(stateInWords(march('SUBMITTED', { queue }))).toBe('waiting, number 3 in line');
});

test('a job that is passed over has no place', () => {
  const queue = { position: 0, reason: 'PASSED_OVER' };

  expect(stateInWords(march('SUBMITTED', { queue }))).toBe('waiting');
});

test('the reason for waiting is said in words, and an unknown code is not shown', () => {
  const why = (reason: string | null) =>
    reasonInWords(march('SUBMITTED', { queue: { position: 3, reason } }));

  expect(
    [
      'WAREHOUSE_FULL',
      'THROTTLED',
      'QUOTA',
      'UNREACHABLE',
      'PASSED_OVER',
      'MOON_IS_FULL',
      null,
    ].map(why),
  ).toEqual([
    'Redshift is running as many statements as it can',
    'Redshift asks for fewer requests',
    'All calls to Redshift that AWS allows are in use',
    'Redshift can’t be reached',
    'Redshift answers only this statement with errors. Other statements go first, and this one is tried again at intervals',
    null,
    null,
  ]);
});

test('a job that no longer waits has no reason', () => {
  const queue = { position: 3, reason: 'THROTTLED' };

  expect(reasonInWords(march('RUNNING', { queue }))).toBeNull();
  expect(reasonInWords(march('SUBMITTED', { queue, cancelRequested: true }))).toBeNull();
});

test('the refusal of too many requests says what to do', () => {
  const refused = (code: string, retryAfter: string | null) =>
    errorInWords(new Refused(parseProblem({ code, title: 'Too many' }, 429, retryAfter)));

  expect(refused('TOO_MANY_JOBS', '30')).toBe(
    'Too many of your jobs are waiting already. Run this again when some of them have started, or cancel some.',
  );
  expect(refused('TOO_MANY_REQUESTS', '12')).toBe(
    'There were too many requests. Try again in 12 seconds.',
  );
  expect(refused('TOO_MANY_REQUESTS', null)).toBe(
    'There were too many requests. Try again in a moment.',
  );
});

test('durations are short and never negative', () => {
  expect([-5, 84, 1_500, 12_400, 61_000, 3_720_000].map(durationInWords)).toEqual([
    '0 ms',
    '84 ms',
    '1.5 s',
    '12 s',
    '1 min 1 s',
    '1 h 2 min',
  ]);
});

test('arguments that are switched off are not named', () => {
  const job = march('RUNNING', { arguments: { day: '2015-03-01', cash: false, exact: true } });

  expect(argumentsInWords(job)).toBe('2015-03-01, exact');
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

test.each([
  [-5_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_780_000, '1 h 3 min ago'],
])('%d ms ago is "%s"', (milliseconds, words) => {
  expect(agoInWords(milliseconds)).toBe(words);
});

test('a job says what Redshift worked for it, or what the statement of another saved', () => {
  const cost = { warehouse: 250, saved: 0, calls: 2, price: '0.125 USD' };

  expect(costInWords(march('FINISHED', { cost }))).toBe(
    'Redshift worked 250 ms on it, for 2 calls and 0.125 USD.',
  );
  expect(costInWords(march('FINISHED', { cost: { ...cost, price: null } }))).toBe(
    'Redshift worked 250 ms on it, for 2 calls.',
  );
  expect(costInWords(march('FINISHED', { cost: { ...cost, warehouse: 0, saved: 1_500 } }))).toBe(
    'The statement of somebody else served it: 1.5 s of Redshift saved.',
  );
  expect(costInWords(march('RUNNING', { cost: { ...cost, warehouse: null } }))).toBeNull();
  expect(costInWords(march('FINISHED'))).toBeNull();
});
