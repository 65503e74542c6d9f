import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { example } from '../test/samples';
import { FakeClock } from '../test/fakeClock';
import { FakeServer } from '../test/fakeServer';
import type { PushMessage } from '../wire';
import { Socket } from './socket';

let server: FakeServer;
let clock: FakeClock;
let heard: PushMessage[];
let closed: number[];
let reasons: string[];
let socket: Socket;

beforeEach(async () => {
  server = await FakeServer.start();
  clock = new FakeClock();
  heard = [];
  [closed, reasons] = [[], []];
});
afterEach(() => {
  socket.close();
  server.stop();
});

async function open(): Promise<void> {
  socket = new Socket(server.session(), (...to) => server.open(...to), clock, {
    heard: (message) => heard.push(message),
    closed: (code, reason) => {
      closed.push(code);
      reasons.push(reason);
    },
  });
  await vi.waitUntil(() => server.sockets.length === 1);
}

test('the ticket goes as a sub-protocol', async () => {
  await open();

  expect(server.offered).toEqual([['querycast.v1', 'ticket.session.secret']]);
});

test('pushed messages are received', async () => {
  await open();

  server.tell(example('snapshot'));
  server.tell(example('push-job'));
  await vi.waitUntil(() => heard.length === 2);

  expect(heard.map(({ type }) => type)).toEqual(['snapshot', 'job']);
});

test('the server’s close code and reason are passed on', async () => {
  await open();

  server.sockets[0]?.close(1012, 'The server is going: come back in 1730 ms.');
  await vi.waitUntil(() => closed.length > 0);

  expect(closed).toEqual([1012]);
  expect(reasons).toEqual(['The server is going: come back in 1730 ms.']);
});

test('a push that does not follow the protocol is dropped, and its content not logged', async () => {
  const logged: unknown[] = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => logged.push(...words));
  await open();

  server.tell({ type: 'job', secret: 'of the user' });
  server.tell(example('snapshot'));
  await vi.waitUntil(() => heard.length === 1);

  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain('of the user');
});

test('without a first message in 15 s the socket counts as lost', async () => {
  await open();

  await clock.pass(15_000);

  expect(closed).toEqual([1006]);
});

test('after 60 s of silence the socket counts as lost, once', async () => {
  await open();
  server.tell(example('snapshot'));
  await vi.waitUntil(() => heard.length === 1);

  await clock.pass(59_999);
  expect(closed).toEqual([]);
  await clock.pass(1);
  socket.check();

  expect(closed).toEqual([1006]);
});

test('a machine that wakes up finds the silence at once', async () => {
  await open();
  server.tell(example('snapshot'));
  await vi.waitUntil(() => heard.length === 1);

  clock.sleep(3_600_000);
  socket.check();

  expect(closed).toEqual([1006]);
});

test('an invalid address is a lost socket, not an error', async () => {
  const nowhere = { ...server.session(), url: 'nowhere' };
  socket = new Socket(nowhere, (...to) => server.open(...to), clock, {
    heard: () => undefined,
    closed: (code) => closed.push(code),
  });

  await clock.pass(0);

  expect(closed).toEqual([1006]);
});
