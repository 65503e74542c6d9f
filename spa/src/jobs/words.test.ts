import { expect, test } from 'vitest';
import { example, march } from '../test/cast';
import { parseJob } from '../wire';
import { argumentsInWords, durationInWords, elapsed, receiptInWords, stateInWords } from './words';

test('the receipt says what told of the end and how late', () => {
  expect(receiptInWords(parseJob(example('job-finished')))).toBe(
    'told by event, 84 ms after Redshift ended',
  );
});

test('there is no receipt before there is news', () => {
  expect(receiptInWords(march('RUNNING'))).toBeNull();
});

test('a job is being cancelled until Redshift has said how it ended', () => {
  expect(stateInWords(march('RUNNING', { cancelRequested: true }))).toBe('cancelling…');
  expect(stateInWords(march('CANCELLED', { cancelRequested: true }))).toBe('cancelled');
  expect(stateInWords(march('FINISHED', { cancelRequested: true }))).toBe('finished');
});

test('a job that waits for room says its place in the line', () => {
  const queue = { position: 3, reason: null };

  expect(stateInWords(march('SUBMITTED', { queue }))).toBe('waiting, number 3 in line');
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

test('a job takes from being submitted to its end, or to now', () => {
  const submitted = Date.parse(march('RUNNING').submittedAt);

  expect(elapsed(march('RUNNING'), submitted + 700)).toBe(700);
  expect(elapsed(parseJob(example('job-finished')), submitted + 99_000)).toBe(1_500);
});

test('arguments that are off are not named', () => {
  const job = march('RUNNING', { arguments: { day: '2015-03-01', cash: false, exact: true } });

  expect(argumentsInWords(job)).toBe('2015-03-01, exact');
});
