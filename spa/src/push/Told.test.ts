import { expect, test } from 'vitest';
import { example, march } from '../test/samples';
import { parsePushMessage, type Snapshot } from '../wire';
import { Told } from './Told';

const snapshot = parsePushMessage(example('snapshot')) as Snapshot;
const withVersion = (version: number): Snapshot => ({
  ...snapshot,
  jobs: [march('RUNNING', { version })],
});

test('a socket is dead when it has not told so many answers in a row', () => {
  const told = new Told(2);
  told.heard(withVersion(1));

  expect([2, 2, 3, 4].map((version) => told.isDeadBy(withVersion(version)))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('whatever it tells between two of them shows that it lives', () => {
  const told = new Told(2);
  told.heard(withVersion(1));

  expect(told.isDeadBy(withVersion(2))).toBe(false);
  told.heard({ type: 'beat', sentAt: snapshot.sentAt });
  expect(told.isDeadBy(withVersion(3))).toBe(false);
});
