import { expect, test } from 'vitest';
import type { Snapshot } from '../wire';
import { Questions } from './Questions';

test('a question takes the place of the one before', () => {
  const asked: AbortSignal[] = [];
  const questions = new Questions({
    snapshot: (_etag, _wait, signal) => {
      asked.push(signal);
      return new Promise(() => undefined);
    },
    clock: { now: () => 0, after: () => () => undefined },
  });

  questions.ask(
    () => undefined,
    () => undefined,
  );
  questions.ask(
    () => undefined,
    () => undefined,
  );

  expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
  questions.stop();
  expect(asked.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('the latest answer is as if it were sent now, by the server’s clock', async () => {
  const snapshot: Snapshot = { type: 'snapshot', sentAt: '2026-11-30T12:10:00.000Z', jobs: [] };
  const answers = [{ etag: 'e', snapshot }, null];
  let now = Date.parse('2026-11-30T12:00:00Z');
  const questions = new Questions({
    snapshot: () => Promise.resolve(answers.shift() ?? null),
    clock: { now: () => now, after: () => () => undefined },
  });
  const ask = () =>
    new Promise((answered) => {
      questions.ask(answered, () => undefined);
    });

  expect(await ask()).toEqual(snapshot);
  now += 60_000;

  expect(await ask()).toBeNull();
  expect(questions.latest).toEqual({ ...snapshot, sentAt: '2026-11-30T12:11:00.000Z' });
});
