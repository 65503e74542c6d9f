import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { example } from '../test/samples';
import { FakeClock } from '../test/fakeClock';
import { FakeServer } from '../test/fakeServer';
import type { PushMessage, Session } from '../wire';
import { Socket } from './socket';

let server: FakeServer;
let clock: FakeClock;
let heard: PushMessage[];
let closed: number[];
let reasons: string[];
let socket: Socket;
let opens: number;

beforeEach(async () => {
  server = await FakeServer.start();
  clock = new FakeClock();
  heard = [];
  opens = 0;
  [closed, reasons] = [[], []];
});
afterEach(() => {
  socket.close();
  server.stop();
});

async function open(changes: Partial<Session> = {}): Promise<void> {
  socket = new Socket(server.session(changes), (...to) => server.open(...to), clock, {
    opened: () => {
      opens += 1;
    },
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
    opened: () => undefined,
    heard: () => undefined,
    closed: (code) => closed.push(code),
  });

  await clock.pass(0);

  expect(closed).toEqual([1006]);
});

describe('at a gateway', () => {
  const atGateway = { door: 'gateway', heartbeat: 540, silence: 600 } as const;

  test('it tells when it is open, for nothing is said then', async () => {
    await open(atGateway);

    await vi.waitUntil(() => opens === 1);
    expect(heard).toEqual([]);
  });

  test('it pings a minute before it must, and the pong is a sign of life and no news', async () => {
    await open(atGateway);
    await vi.waitUntil(() => opens === 1);
    const said: string[] = [];
    server.sockets[0]?.on('message', (data: Buffer) => said.push(data.toString()));

    for (let ping = 1; ping <= 3; ping++) {
      await clock.pass(479_999);
      expect(said.length).toBe(ping - 1);
      await clock.pass(1);
      await vi.waitUntil(() => said.length === ping);
      server.tell({ type: 'pong' });
      // The frames of a socket are in order: after this one the pong was heard.
      await new Promise((done) => {
        server.sockets[0]?.once('pong', done);
        server.sockets[0]?.ping();
      });
    }

    expect(said).toEqual(Array(3).fill('{"type":"ping"}'));
    expect([heard, closed]).toEqual([[], []]);
  });

  test('after ten minutes without a word it is dead', async () => {
    await open(atGateway);
    await vi.waitUntil(() => opens === 1);

    await clock.pass(600_000);

    expect(closed).toEqual([1006]);
  });
});
