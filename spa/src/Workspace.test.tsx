// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { Unreachable, type Api } from './api';
import type { Transport } from './push/connection';
import type { RawSocket } from './push/socket';
import { Sheets } from './rows/RowWorker';
import { april, asBytes, example, lastRows, march, tripsByDay } from './test/samples';
import { fakeApi } from './test/fakeApi';
import { FakeClock } from './test/fakeClock';
import { act, cleanup, fireEvent, layOut, render, screen } from './test/render';
import { parseSession, type Job } from './wire';
import { Workspace } from './Workspace';

beforeEach(() => {
  window.location.hash = '#/jobs';
  window.localStorage.clear();
});

async function workspace(calls: Partial<Api>) {
  layOut(640);
  const socket: RawSocket = {
    onopen: null,
    onmessage: null,
    send: () => undefined,
    onclose: null,
    onerror: null,
    close: () => undefined,
  };
  const clock = new FakeClock();
  const transport: Transport = {
    openSession: () => Promise.resolve(parseSession(example('session'))),
    snapshot: () => Promise.reject(new Unreachable('unused')),
    openSocket: () => socket,
    clock,
    random: Math.random,
  };
  const api = fakeApi({ queries: () => Promise.resolve([tripsByDay]), ...calls });
  const nothing = () => undefined;
  await act(() => {
    render(
      <Workspace
        user={{ id: 'ada', email: 'ada@example.com', isAnalyst: false, isAdmin: false }}
        api={api}
        transport={transport}
        worker={new Sheets()}
        onSessionOver={nothing}
        onSignOut={nothing}
      />,
    );
    return Promise.resolve();
  });
  const snapshot = (...jobs: Job[]) =>
    act(() => {
      const sentAt = new Date(clock.now()).toISOString();
      const data = JSON.stringify({ type: 'snapshot', session: 's', sentAt, jobs });
      socket.onmessage?.call(socket as WebSocket, { data } as MessageEvent);
      return Promise.resolve();
    });
  return { snapshot };
}

const lookAt = (name: RegExp) => {
  fireEvent.click(screen.getByRole('link', { name }));
};

test('a visible job gets its rows by itself, even if every push is lost', async () => {
  const asked: string[] = [];
  const { snapshot } = await workspace({
    rows(id) {
      asked.push(id);
      return Promise.resolve(asBytes(lastRows));
    },
  });
  await snapshot(march('RUNNING'), april('RUNNING'));
  lookAt(/2015-03/);
  await screen.findByText('The rows will appear here by themselves.');

  await snapshot(march('FINISHED'), april('FINISHED'));

  expect(await screen.findByText('2015-03-01')).toBeTruthy();
  expect(asked, 'and nobody looks at April').toEqual(['march']);
});

test('running an expired job again opens the new job, with nothing of the old one', async () => {
  const expiresAt = '2026-11-23T15:00:00.000Z';
  const { snapshot } = await workspace({
    submit: () => Promise.resolve(april('SUBMITTED', { arguments: { month: '2015-03' } })),
  });
  await snapshot(march('FINISHED', { expiresAt }));
  lookAt(/2015-03/);

  fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));

  await screen.findByText('The rows will appear here by themselves.');
  expect(screen.queryByText(/this one has expired/)).toBeNull();
  expect(screen.queryByRole('grid')).toBeNull();
  expect(screen.getAllByRole('link', { name: /Trips by day/ })).toHaveLength(2);
});

test('a link to a query fills its form, without values that no longer fit', async () => {
  window.location.hash = '#/queries/trips-by-day?month=2015-03&moon=full';
  await workspace({});

  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-03');
  expect(screen.getByText(/no longer fit/).textContent).toMatch(/Left out: moon$/);
});

test('a link to a query that was removed says so and offers the others', async () => {
  window.location.hash = '#/queries/trips-by-moon';
  await workspace({});

  expect(screen.getByText('There is no query “trips-by-moon” here.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Trips by day' })).toBeTruthy();
});

test('the last values are filled in again, and a favourite comes first', async () => {
  window.location.hash = '#/queries/trips-by-day';
  await workspace({});
  fireEvent.change(screen.getByLabelText('Month'), { target: { value: '2015-09' } });
  fireEvent.click(screen.getByRole('button', { name: 'Make Trips by day a favourite' }));
  cleanup();

  await workspace({});

  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-09');
  expect(screen.getByRole('heading', { name: 'Favourites' })).toBeTruthy();
});
