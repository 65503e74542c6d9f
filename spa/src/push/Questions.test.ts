import { expect, test } from 'vitest';
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
