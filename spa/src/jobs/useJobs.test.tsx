// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused, Unreachable, type Api, type Submission } from '../api';
import type { Transport } from '../push/connection';
import type { RawSocket } from '../push/socket';
import { april, example, march, rows } from '../test/samples';
import { fakeApi } from '../test/fakeApi';
import { FakeClock } from '../test/fakeClock';
import { act, renderHook } from '../test/render';
import type { Job } from '../wire';
import { parseProblem, parseSession } from '../wire';
import { useJobs } from './useJobs';

const sentAt = '2026-11-23T16:05:00.000Z';

/** @param clock this machine's clock */
async function hook(calls: Partial<Api>, clock = new FakeClock()) {
  const api = fakeApi(calls);
  const socket: RawSocket = {
    onopen: null,
    onmessage: null,
    send: () => undefined,
    onclose: null,
    onerror: null,
    close: () => undefined,
  };
  const transport: Transport = {
    openSession: () => Promise.resolve(parseSession(example('session'))),
    snapshot: () =>
      Promise.resolve({
        snapshot: { type: 'snapshot', sentAt, jobs: [march('FINISHED')] },
        etag: '"1"',
      }),
    openSocket: () => socket,
    clock,
    random: Math.random,
  };
  const over = () => undefined;
  const { result, unmount } = await act(() =>
    Promise.resolve(renderHook(() => useJobs(api, transport, over))),
  );
  const tell = (message: unknown) =>
    act(() => {
      const event = { data: JSON.stringify(message) } as MessageEvent;
      socket.onmessage?.call(socket as WebSocket, event);
      return Promise.resolve();
    });
  return { view: () => result.current, tell, unmount, socket };
}

test('the list begins with earlier jobs, and changes with each push', async () => {
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

test('the next snapshot makes up for a lost push', async () => {
  const { view, tell } = await hook({});
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [march('RUNNING')] });
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [march('FINISHED')] });

  expect(view().sorted[0]?.state).toBe('FINISHED');
  expect(view().contacts).toBe(2);
});

test('an open job of which the socket says nothing is asked for', async () => {
  const clock = new FakeClock();
  const { view, tell } = await hook({ submit: () => Promise.resolve(march('RUNNING')) }, clock);
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [] });
  await act(() => view().submit({ query: 'trips-by-day', arguments: {} }));

  await act(() => clock.pass(27_999));
  expect(view().sorted[0]?.state).toBe('RUNNING');
  await act(() => clock.pass(1));

  expect(view().sorted[0]?.state).toBe('FINISHED');
});

test('jobs that came and went while this tab slept are asked for', async () => {
  const asked: (string | null)[] = [];
  const lists = [[march('FINISHED')], [april('FINISHED'), march('FINISHED')]];
  const { view, tell } = await hook({
    jobs(before) {
      asked.push(before);
      return Promise.resolve({ jobs: lists.shift() ?? [], next: null });
    },
  });
  const snapshotAt = (time: string) =>
    tell({ type: 'snapshot', session: 's', sentAt: `2026-11-23T${time}.000Z`, jobs: [] });

  await snapshotAt('16:00:30');
  await snapshotAt('16:09:00');
  expect(asked).toEqual([null]);
  await snapshotAt('18:00:00');

  expect(asked).toEqual([null, null]);
  expect(view().sorted.map(({ id }) => id)).toEqual(['april', 'march']);
});

test('missed jobs are asked for again if the first request fails', async () => {
  const answers = [[], new Unreachable('down'), [march('FINISHED')]];
  const { view, tell } = await hook({
    jobs() {
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ jobs: answer, next: null });
    },
  });
  const snapshotAt = (time: string) =>
    tell({ type: 'snapshot', session: 's', sentAt: `2026-11-23T${time}.000Z`, jobs: [] });

  await snapshotAt('16:00:30');
  await snapshotAt('18:00:00');
  await tell({ type: 'beat', sentAt: '2026-11-23T18:00:25.000Z' });
  await tell({ type: 'beat', sentAt: '2026-11-23T18:00:50.000Z' });

  expect(view().sorted.map(({ id }) => id)).toEqual(['march']);
  expect(answers).toEqual([]);
});

test('a list that could not be read at first comes with the next snapshot', async () => {
  const answers = [new Unreachable('down'), { jobs: [march('FINISHED')], next: 'older' }];
  const { view, tell } = await hook({
    jobs() {
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  expect(view().sorted).toEqual([]);

  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [] });
  await tell({ type: 'beat', sentAt });

  expect(view().sorted.map(({ id }) => id)).toEqual(['march']);
  expect(view().hasOlder).toBe(true);
});

test.each([-300_000, 300_000])(
  'with a clock that is %i ms ahead, the server’s time is still known',
  async (skew) => {
    const clock = new FakeClock(skew);
    const { view, tell } = await hook({}, clock);
    expect(view().time.ahead).toBeNull();

    const now = new Date(clock.now() - skew).toISOString();
    await tell({ type: 'snapshot', session: 's', sentAt: now, jobs: [] });

    expect(view().time).toEqual({ clock, ahead: -skew });
  },
);

test('a job that ended without a socket is asked for', async () => {
  const { view, tell } = await hook({
    jobs: () => Promise.resolve({ jobs: [march('RUNNING')], next: null }),
    job: () => Promise.resolve(march('FINISHED')),
  });
  await tell({ type: 'snapshot', session: 's', sentAt, jobs: [] });

  expect(view().sorted[0]?.state).toBe('FINISHED');
});

test('a submission that was never answered keeps its key; an answered or different one has its own', async () => {
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

test('a submission that comes too often keeps its key, a refused one does not', async () => {
  const keys: string[] = [];
  const answers = [
    new Unreachable('down'),
    new Refused(parseProblem({ code: 'TOO_MANY_REQUESTS' }, 429, '5')),
    new Refused(parseProblem({ code: 'TOO_MANY_JOBS' }, 429, '5')),
    new Refused(parseProblem({ code: 'ARGUMENT_INVALID' }, 422)),
    new Unreachable('down'),
  ];
  const { view } = await hook({
    submit(_order, key) {
      keys.push(key);
      return Promise.reject(answers.shift() ?? new Error('asked too often'));
    },
  });
  for (let time = 0; time < 5; time++) {
    await act(async () => {
      await view()
        .submit({ query: 'trips-by-day', arguments: { month: '2015-03' } })
        .catch(() => undefined);
    });
  }

  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(keys[4]).not.toBe(keys[0]);
});

test('the answer to one submission keeps the keys of the others', async () => {
  const keys: string[] = [];
  const { view } = await hook({
    submit(submission, key) {
      keys.push(key);
      return 'sql' in submission
        ? Promise.resolve(march('SUBMITTED'))
        : Promise.reject(new Unreachable('down'));
    },
  });
  const submit = (submission: Submission) =>
    act(async () => {
      await view()
        .submit(submission)
        .catch(() => undefined);
    });
  const unanswered = { query: 'trips-by-day', arguments: { month: '2015-03' } };

  await submit(unanswered);
  await submit({ sql: 'select 1', arguments: {} });
  await submit(unanswered);

  expect(keys[2]).toBe(keys[0]);
  expect(keys[1]).not.toBe(keys[0]);
});

test('running again makes a new job with the same arguments', async () => {
  const submissions: Submission[] = [];
  const { view } = await hook({
    submit(submission) {
      submissions.push(submission);
      return Promise.resolve(april('SUBMITTED'));
    },
  });

  const again = await act(() => view().runAgain(march('FINISHED'), true));

  expect(again.id).toBe('april');
  expect(submissions).toEqual([
    { query: 'trips-by-day', arguments: { month: '2015-03' }, maxAge: 'PT0S' },
  ]);
});

test('own SQL is run again whole, even if a push had only its beginning', async () => {
  const own = { query: null, title: null, arguments: { day: '2015-03-01' } };
  const whole = `select :day /* ${'long '.repeat(200)}*/`;
  const submissions: Submission[] = [];
  const { view } = await hook({
    job: () => Promise.resolve(march('FINISHED', { ...own, sql: whole })),
    submit(submission) {
      submissions.push(submission);
      return Promise.resolve(april('SUBMITTED'));
    },
  });

  await act(() => view().runAgain(march('FINISHED', { ...own, sql: whole.slice(0, 500) }), false));

  expect(submissions).toEqual([{ sql: whole, arguments: { day: '2015-03-01' } }]);
});

test('a job can be asked for by its id, and a missing one is told apart from an error', async () => {
  const missing = new Refused(parseProblem({ code: 'JOB_NOT_FOUND', title: 'No' }, 404));
  const { view } = await hook({
    job: (id) => (id === 'march' ? Promise.resolve(march('FINISHED')) : Promise.reject(missing)),
  });

  expect(await act(() => view().find('march'))).toBe(true);
  expect(await act(() => view().find('nobody’s'))).toBe(false);
  expect(view().jobs.byId.get('march')?.state).toBe('FINISHED');
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
