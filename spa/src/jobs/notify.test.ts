// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { march } from '../test/samples';
import { newlyEnded, tell } from './notify';

afterEach(() => {
  vi.unstubAllGlobals();
});

const byId = (...jobs: readonly ReturnType<typeof march>[]) =>
  new Map(jobs.map((job) => [job.id, job]));
const startedAt = '2026-11-23T16:00:00.000Z';

test('only a long job that was seen running and has ended is news', () => {
  const going = march('RUNNING', { submittedAt: startedAt });
  const long = march('FINISHED', { submittedAt: startedAt, endedAt: '2026-11-23T16:00:10.000Z' });
  const short = march('FINISHED', { submittedAt: startedAt, endedAt: '2026-11-23T16:00:09.000Z' });

  expect(newlyEnded(byId(going), byId(long))).toEqual([long]);
  expect(newlyEnded(byId(going), byId(short))).toEqual([]);
  expect(newlyEnded(byId(), byId(long))).toEqual([]);
  expect(newlyEnded(byId(long), byId(long))).toEqual([]);
});

test('nothing breaks in a browser whose notifications do not work', () => {
  vi.stubGlobal('Notification', function () {
    throw new TypeError('Illegal constructor');
  });

  expect(() => {
    tell(march('FINISHED'));
  }).not.toThrow();
});
