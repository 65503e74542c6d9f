// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Unreachable, type Api } from '../api';
import { april, example, march, rows } from '../test/cast';
import { fakeApi } from '../test/fakeApi';
import { FakeClock } from '../test/fakeClock';
import { act, renderHook } from '../test/render';
import type { Job } from '../wire';
import { parseSession } from '../wire';
import type { RawSocket } from '../push/socket';
import type { Link } from '../push/connection';
import { useJobs } from './useJobs';

const sentAt = '2026-11-23T16:05:00.000Z';

async function hook(calls: Partial<Api>) {
  const api = fakeApi(calls);
  const socket: RawSocket = {
    onmessage: null,
    onclose: null,
    onerror: null,
    close: () => undefined,
  };
  const link: Link = {
    openSession: () => Promise.resolve(parseSession(example('session'))),
    snapshot: () => Promise.reject(new Unreachable('unused')),
    openSocket: () => socket,
    clock: new FakeClock(),
    random: Math.random,
  };
  const over = () => undefined;
  const { result, unmount } = await act(() =>
    Promise.resolve(renderHook(() => useJobs(api, link, over))),
  );
  const tell = (message: unknown) =>
    act(() => {
      const event = { data: JSON.stringify(message) } as MessageEvent;
      socket.onmessage?.call(socket as WebSocket, event);
      return Promise.resolve();
    });
  return { view: () => result.current, tell, unmount, socket };
}

test('the list begins with the jobs of before, and changes by what is pushed', async () => {
  const { view, tell } = await hook({
    jobs: () => Promise.resolve({ jobs: [march('RUNNING')], next: 'older' }),
  });
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [april('RUNNING')] });
  await tell({ type: 'job', sentAt, job: march('FINISHED'), result: rows });

  expect(view().sorted.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'april RUNNING',
    'march FINISHED',
  ]);
  expect(view().jobs.results.get('march')).toEqual(rows);
  expect(view().hasOlder).toBe(true);
});

test('a job that ended while nobody listened is asked for', async () => {
  const { view, tell } = await hook({
    jobs: () => Promise.resolve({ jobs: [march('RUNNING')], next: null }),
    job: () => Promise.resolve(march('FINISHED')),
  });
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [] });

  expect(view().sorted[0]?.state).toBe('FINISHED');
});

test('an order that was never answered keeps its key; an answered or different one has its own', async () => {
  const keys: string[] = [];
  const answers: (Job | Error)[] = [
    new Unreachable('down'),
    march('SUBMITTED'),
    april('SUBMITTED'),
  ];
  const { view } = await hook({
    submit(_order, key) {
      keys.push(key);
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const submit = () =>
    act(async () => {
      await view()
        .submit({ query: 'trips-by-day', arguments: { month: '2015-03' } })
        .catch(() => undefined);
    });

  await submit();
  await submit();
  await submit();

  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('rows are asked for page by page', async () => {
  const pages: (string | null)[] = [];
  const { view } = await hook({
    rows(_id, page) {
      pages.push(page);
      return Promise.resolve(page === null ? rows : { ...rows, next: null });
    },
  });

  await act(() => view().loadRows('march'));
  await act(() => view().loadRows('march'));

  expect(pages).toEqual([null, rows.next]);
  expect(view().jobs.results.get('march')?.rows).toHaveLength(2 * rows.rows.length);
});

test('leaving closes the socket', async () => {
  const { unmount, socket } = await hook({});
  let closed = 0;
  socket.close = () => {
    closed += 1;
  };

  unmount();

  expect(closed).toBe(1);
});
