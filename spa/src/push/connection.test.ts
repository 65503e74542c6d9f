import { beforeEach, describe, expect, test } from 'vitest';
import { Refused, SessionOver, Unreachable, type TaggedSnapshot } from '../api';
import { example, march } from '../test/samples';
import { FakeClock, settle } from '../test/fakeClock';
import { parseProblem, parsePushMessage, type Session, type Snapshot } from '../wire';
import { Connection, type Status } from './connection';
import type { RawSocket } from './socket';

const told = parsePushMessage(example('snapshot')) as Snapshot;
// Without costs, which messages tell in other words.
const snapshot = { ...told, jobs: told.jobs.map((job) => ({ ...job, cost: null })) };

class FakeSocket implements RawSocket {
  onopen: RawSocket['onopen'] = null;
  onmessage: RawSocket['onmessage'] = null;
  onclose: RawSocket['onclose'] = null;
  onerror: RawSocket['onerror'] = null;
  isClosed = false;
  readonly said: string[] = [];

  send(text: string) {
    this.said.push(text);
  }

  open() {
    this.onopen?.call(this as unknown as WebSocket, {} as Event);
  }

  close() {
    this.isClosed = true;
  }

  tell(message: unknown) {
    const event = { data: JSON.stringify(message) } as MessageEvent;
    this.onmessage?.call(this as unknown as WebSocket, event);
  }

  end(code: number, reason = '') {
    this.onclose?.call(this as unknown as WebSocket, { code, reason } as CloseEvent);
  }
}

let clock: FakeClock;
let sockets: FakeSocket[];
let freshness: boolean[];
let polls: (string | null)[];
/** The ETag of each question that does not wait for something new. */
let asks: (string | null)[];
let askAnswer: () => Promise<TaggedSnapshot | null>;
let statuses: Status[];
let news: string[];
let overs: number;
/** How far the server's clock is ahead of the page's, in milliseconds. */
let ahead: number;
/** The error when a session is requested, if there is one. */
let sessionFault: Error | null;
let sessionHangs: boolean;
let pollAnswer: () => Promise<TaggedSnapshot | null>;
let connection: Connection;
/** How long a session lasts, in milliseconds. */
let lifetime: number;
/** How the sockets of the next sessions behave. */
let door: Pick<Session, 'door' | 'heartbeat' | 'silence'>;
const nodes = { door: 'node', heartbeat: 25, silence: 60 } as const;
const gateways = { door: 'gateway', heartbeat: 540, silence: 600 } as const;

beforeEach(async () => {
  clock = new FakeClock();
  [sockets, freshness, polls, asks, statuses, news] = [[], [], [], [], [], []];
  [overs, ahead] = [0, 0];
  door = nodes;
  lifetime = 3_600_000;
  sessionFault = null;
  sessionHangs = false;
  pollAnswer = () => Promise.reject(new Unreachable('down'));
  askAnswer = () => Promise.reject(new Unreachable('down'));
  connection = new Connection(
    {
      openSession(fresh, signal) {
        freshness.push(fresh);
        if (sessionHangs) {
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Unreachable('no answer'));
            });
          });
        }
        const expiresAt = new Date(clock.now() + ahead + lifetime).toISOString();
        return sessionFault
          ? Promise.reject(sessionFault)
          : Promise.resolve({ id: 's', ticket: 's.t', url: 'ws://x', expiresAt, ...door });
      },
      snapshot(etag, wait) {
        (wait === 0 ? asks : polls).push(etag);
        return wait === 0 ? askAnswer() : pollAnswer();
      },
      openSocket() {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      clock,
      random: () => 0.999,
    },
    {
      status: (status) => statuses.push(status),
      news: ({ type }) => news.push(type),
      sessionOver: () => {
        overs += 1;
      },
    },
  );
  await settle();
});

const state = () => statuses.at(-1)?.state;
const newest = () => sockets.at(-1) ?? expect.fail('There is no socket');
const tellSnapshot = () => {
  newest().tell({ ...snapshot, sentAt: new Date(clock.now() + ahead).toISOString() });
};

/** A socket that lives long enough to count as stable, and then ends. */
async function endAfterAWhile(code: number, reason = '') {
  tellSnapshot();
  await clock.pass(20_000);
  tellSnapshot();
  newest().end(code, reason);
}

async function loseSockets(times: number) {
  for (let time = 0; time < times; time++) {
    newest().end(1006);
    await clock.pass(10_000);
  }
}

describe('the three states', () => {
  test('it is connecting until the first snapshot has come, and then connected', () => {
    expect(state()).toBe('connecting');
    tellSnapshot();
    expect(state()).toBe('connected');
    expect(news).toEqual(['snapshot']);
  });

  test('a lost socket is replaced automatically', async () => {
    tellSnapshot();
    newest().end(1006);
    expect(state()).toBe('connecting');

    await clock.pass(1_000);
    tellSnapshot();

    expect(sockets).toHaveLength(2);
    expect(state()).toBe('connected');
  });

  test('once closed it does nothing more', async () => {
    tellSnapshot();
    connection.close();
    const said = statuses.length;

    await clock.pass(10_000_000);
    connection.nudge();
    await settle();

    expect(newest().isClosed).toBe(true);
    expect(sockets).toHaveLength(1);
    expect(statuses).toHaveLength(said);
  });
});

describe('close codes', () => {
  test('4401: a fresh token, a new session', async () => {
    tellSnapshot();
    newest().end(4401);
    await clock.pass(1_000);

    expect(freshness).toEqual([false, true]);
    expect(sockets).toHaveLength(2);
  });

  test('4401 and no fresh token: the user must sign in again', async () => {
    tellSnapshot();
    sessionFault = new SessionOver('refused');
    newest().end(4401);
    await clock.pass(600_000);

    expect(overs).toBe(1);
    expect(freshness).toHaveLength(2);
  });

  test('4403: stop, and say so', async () => {
    newest().end(4403);
    connection.nudge();
    await clock.pass(600_000);

    expect(statuses.at(-1)).toEqual({
      state: 'disconnected',
      polling: false,
      reason: 'not-allowed',
    });
    expect(sockets).toHaveLength(1);
  });

  test('4408: come back', async () => {
    tellSnapshot();
    newest().end(4408);
    await clock.pass(1_000);

    expect(sockets).toHaveLength(2);
  });

  test.each([
    ['', 'no word of it'],
    ['The server is going: come back in 60001 ms.', 'too long'],
    ['The server is going: come back in -5 ms.', 'the past'],
    ['The server is going: come back in 99999999999999999999 ms.', 'no number of ours'],
    ['come back soon', 'other words'],
  ])('1012, and by its reason (%j) %s: come back, spread over seconds', async (reason) => {
    await endAfterAWhile(1012, reason);

    await clock.pass(3_000);
    expect(sockets).toHaveLength(1);
    await clock.pass(1_000);
    expect(sockets).toHaveLength(2);
  });

  test.each([1, 1_730, 60_000])(
    '1012 that says %i ms: come back after exactly that time',
    async (hint) => {
      await endAfterAWhile(1012, `The server is going: come back in ${hint} ms.`);
      expect(state()).toBe('connecting');

      await clock.pass(hint - 1);
      expect(sockets).toHaveLength(1);
      await clock.pass(1);
      expect(sockets).toHaveLength(2);
    },
  );

  test('a hint in the reason of another code is ignored', async () => {
    await endAfterAWhile(1001, 'The server is going: come back in 30000 ms.');
    await clock.pass(500);

    expect(sockets).toHaveLength(2);
  });

  test('a server that says "at once" again and again is not asked forever', async () => {
    await endAfterAWhile(1012, 'The server is going: come back in 0 ms.');
    for (let time = 0; time < 60; time++) {
      await clock.pass(1_000);
      newest().end(1012, 'The server is going: come back in 0 ms.');
    }

    expect(sockets.length).toBeLessThan(10);
  });

  test('4429: say that there are too many tabs, and come back much later', async () => {
    newest().end(4429);
    expect(statuses.at(-1)).toEqual({ state: 'disconnected', polling: false, reason: 'too-many' });

    await clock.pass(119_000);
    expect(sockets).toHaveLength(1);
    await clock.pass(181_000);
    tellSnapshot();

    expect(statuses.at(-1)).toEqual({ state: 'connected', polling: false, reason: null });
  });
});

test.each([
  ['the server', { code: 'TOO_MANY_REQUESTS' }],
  ['a gateway, in its own words', { message: 'Too Many Requests' }],
])('after too many requests it waits as long as told by %s', async (_, problem) => {
  sessionFault = new Refused(parseProblem(problem, 429, '7'));
  tellSnapshot();
  newest().end(1006);
  await clock.pass(1_000);
  const tried = freshness.length;

  expect(statuses.at(-1)).toEqual({ state: 'connecting', polling: false, reason: null });
  await clock.pass(6_000);
  expect(freshness).toHaveLength(tried);
  await clock.pass(4_000);
  expect(freshness.length).toBeGreaterThan(tried);
});

test('while a gateway refuses sessions it asks for snapshots', async () => {
  sessionFault = new Refused(parseProblem({ message: 'Too Many Requests' }, 429));
  pollAnswer = () => Promise.resolve({ snapshot, etag: '"1"' });
  newest().end(1006);
  await clock.pass(20_000);

  expect(statuses.at(-1)).toEqual({ state: 'connected', polling: true, reason: null });
});

test('a page whose policy refuses the socket says so, and asks until one is opened', async () => {
  pollAnswer = () => Promise.resolve({ snapshot, etag: '"1"' });
  connection.refusedByPolicy();
  expect(statuses.at(-1)).toEqual({ state: 'connecting', polling: false, reason: 'outdated' });
  newest().end(1006);
  await settle();
  expect(statuses.at(-1)).toEqual({ state: 'connected', polling: true, reason: 'outdated' });

  await clock.pass(1_000);
  tellSnapshot();

  expect(statuses.at(-1)).toEqual({ state: 'connected', polling: false, reason: null });
});

describe('before a session ends', () => {
  test('a new one takes over, and only then the old one is let go', async () => {
    tellSnapshot();
    for (let time = 0; time < 3_540; time += 30) {
      await clock.pass(30_000);
      sockets[0]?.tell(snapshot);
    }
    await settle();

    expect(freshness).toEqual([false, true]);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.isClosed).toBe(false);
    tellSnapshot();
    expect(sockets[0]?.isClosed).toBe(true);
    expect(new Set(statuses.map((status) => status.state))).toEqual(
      new Set(['connecting', 'connected']),
    );
    expect(state()).toBe('connected');
  });

  test.each([-300_000, 300_000])(
    'it uses the server’s clock, even if that is %i ms ahead of ours',
    async (skew) => {
      ahead = skew;
      newest().end(1006);
      await clock.pass(1_000);
      tellSnapshot();
      freshness = [];
      const began = clock.now();
      while (freshness.length === 0 && clock.now() < began + 4_000_000) {
        await clock.pass(20_000);
        tellSnapshot();
      }

      expect(clock.now() - began).toBe(3_540_000);
      expect(freshness).toEqual([true]);
      expect(state()).toBe('connected');
    },
  );

  test('if the new one fails, it is tried again while the old one works', async () => {
    tellSnapshot();
    sessionFault = new Unreachable('down');
    for (let time = 0; time < 3_570; time += 30) {
      await clock.pass(30_000);
      sockets[0]?.tell(snapshot);
    }

    expect(freshness.length).toBeGreaterThan(2);
    expect(freshness.slice(1)).not.toContain(false);
    expect(state()).toBe('connected');
    expect(polls).toEqual([]);
  });
});

describe('the network comes back', () => {
  test('it tries at once instead of waiting', async () => {
    sessionFault = new Unreachable('down');
    newest().end(1006);
    await clock.pass(100_000);
    sessionFault = null;
    const tried = freshness.length;

    connection.nudge();
    await clock.pass(0);

    expect(freshness).toHaveLength(tried + 1);
  });

  test('a socket that died while the machine slept is noticed at once', async () => {
    tellSnapshot();
    clock.sleep(3_600_000);
    connection.nudge();
    await clock.pass(0);

    expect(sockets).toHaveLength(2);
  });
});

describe('a machine that slept', () => {
  test('notices it by its clock, without any event', async () => {
    tellSnapshot();
    clock.sleep(3_600_000);
    expect(sockets).toHaveLength(1);

    await clock.pass(6_000);

    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.isClosed).toBe(true);
  });

  test('notices a short sleep too, once the socket has been silent for too long', async () => {
    tellSnapshot();
    clock.sleep(56_000);

    await clock.pass(4_999);
    expect(sockets[0]?.isClosed).toBe(false);
    await clock.pass(1);

    expect(sockets[0]?.isClosed).toBe(true);
  });

  test('does not go on waiting, even if the server told it to wait', async () => {
    tellSnapshot();
    newest().end(4429);
    clock.sleep(3_600_000);

    await clock.pass(6_000);

    expect(sockets).toHaveLength(2);
  });

  test('a hidden tab, whose timers run once a minute, has not slept', async () => {
    tellSnapshot();
    newest().end(4429);
    clock.sleep(60_000);

    await clock.pass(6_000);

    expect(sockets).toHaveLength(1);
  });

  test('does not wait for a socket that was opening when it fell asleep', async () => {
    clock.sleep(3_600_000);
    await clock.pass(6_000);

    expect(sockets).toHaveLength(2);
  });

  test('does not look at the clock any more once it is closed', () => {
    connection.close();

    expect(clock.pending).toBe(0);
  });
});

describe('when the socket says nothing of an open job', () => {
  const answer = (etag: string, ...jobs: Snapshot['jobs']) => {
    askAnswer = () => Promise.resolve({ snapshot: { ...snapshot, jobs }, etag });
  };
  const tellJob = (job: unknown) => {
    newest().tell({ type: 'job', sentAt: new Date(clock.now()).toISOString(), job });
  };
  const beat = () => {
    newest().tell({ type: 'beat', sentAt: new Date(clock.now()).toISOString() });
  };

  beforeEach(() => {
    newest().tell({ ...snapshot, jobs: [] });
  });

  test('it asks after 28 s, so that the rows are there after 30, and a beat is no news', async () => {
    answer('"1"', march('FINISHED'));
    connection.await(['march']);
    await clock.pass(25_000);
    beat();
    await clock.pass(2_999);
    expect(asks).toEqual([]);

    await clock.pass(1);

    expect(asks).toEqual([null]);
    expect(news.at(-1)).toBe('snapshot');
  });

  test('a socket that had not told what the answer tells is replaced, and held until then', async () => {
    answer('"1"', march('FINISHED'));
    connection.await(['march']);
    await clock.pass(28_000);

    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.isClosed).toBe(false);
    tellSnapshot();
    expect(sockets[0]?.isClosed).toBe(true);
    expect(state()).toBe('connected');
  });

  test('a socket that had told it stays, and the next question names the answer', async () => {
    answer('"1"', march('RUNNING'));
    connection.await(['march']);
    tellJob(march('RUNNING'));
    await clock.pass(28_000);
    beat();
    await clock.pass(28_000);

    expect(asks).toEqual([null, '"1"']);
    expect(sockets).toHaveLength(1);
  });

  test('it does not ask while the socket speaks of the job, or if no job is open', async () => {
    connection.await(['march']);
    for (let time = 0; time < 4; time++) {
      await clock.pass(25_000);
      newest().tell({ ...snapshot, jobs: [] });
    }
    connection.await([]);
    for (let time = 0; time < 4; time++) {
      await clock.pass(25_000);
      beat();
    }

    expect(asks).toEqual([]);
    expect(sockets).toHaveLength(1);
  });

  test('a machine that slept finds it when it looks at the clock', async () => {
    answer('"1"', march('FINISHED'));
    connection.await(['march']);
    clock.sleep(30_000);
    await clock.pass(5_000);

    expect(asks).toEqual([null]);
  });

  test('seen again or online again, it asks at once, whatever it knows', async () => {
    answer('"1"', march('FINISHED'));
    connection.nudge();
    await settle();

    expect(news.at(-1)).toBe('snapshot');
    expect(sockets).toHaveLength(2);
  });

  test('dead connections of the browser delay it by a quarter of a second each', async () => {
    askAnswer = () =>
      asks.length < 7
        ? new Promise(() => undefined)
        : Promise.resolve({ snapshot: { ...snapshot, jobs: [march('FINISHED')] }, etag: '"1"' });
    connection.nudge();

    await clock.pass(1_499);
    expect(news).toEqual(['snapshot']);
    await clock.pass(1);
    expect(news).toEqual(['snapshot', 'snapshot']);
    await clock.pass(20_000);
    expect(asks).toHaveLength(7);
  });

  test('a refusal ends the question, and a user who signed out must sign in again', async () => {
    askAnswer = () => Promise.reject(new Refused(parseProblem(null, 429)));
    connection.nudge();
    await clock.pass(20_000);
    expect(asks).toHaveLength(1);

    askAnswer = () => Promise.reject(new SessionOver('refused'));
    connection.nudge();
    await settle();
    expect(overs).toBe(1);
  });

  test('a request for a session that hangs is sent again', async () => {
    sessionHangs = true;
    newest().end(1006);
    await clock.pass(1_000);
    const tried = freshness.length;
    sessionHangs = false;
    await clock.pass(14_000);

    expect(freshness.length).toBeGreaterThan(tried);
    expect(sockets).toHaveLength(2);
  });
});

describe('when no socket stays open', () => {
  test('after three failures it asks for snapshots, and says so', async () => {
    pollAnswer = () => Promise.resolve({ snapshot, etag: '"1"' });
    await loseSockets(2);
    expect(polls).toEqual([]);
    await loseSockets(1);

    expect(statuses.at(-1)).toEqual({ state: 'connected', polling: true, reason: null });
    expect(news[0]).toBe('snapshot');
    expect(polls.slice(0, 2)).toEqual([null, '"1"']);
  });

  test('it goes on trying the socket, and uses it when it works', async () => {
    pollAnswer = () => Promise.resolve(null);
    await loseSockets(3);
    tellSnapshot();
    const asked = polls.length;
    await clock.pass(10_000);

    expect(statuses.at(-1)).toEqual({ state: 'connected', polling: false, reason: null });
    expect(polls).toHaveLength(asked);
  });

  test('a socket that always ends early counts as a failure', async () => {
    pollAnswer = () => Promise.resolve(null);
    for (let time = 0; time < 3; time++) {
      tellSnapshot();
      newest().end(1006);
      await clock.pass(30_000);
    }

    expect(polls.length).toBeGreaterThan(0);
  });

  test('after a failed snapshot, the next one is requested whole', async () => {
    let answers = 0;
    pollAnswer = () => {
      answers += 1;
      return answers === 2
        ? Promise.reject(new Unreachable('down'))
        : Promise.resolve({ snapshot, etag: `"${answers}"` });
    };
    await loseSockets(3);

    expect(polls.slice(0, 4)).toEqual([null, '"1"', null, '"3"']);
  });

  test('when snapshots fail too it is connecting', async () => {
    await loseSockets(3);

    expect(statuses.at(-1)).toEqual({ state: 'connecting', polling: false, reason: null });
    expect(polls.length).toBeGreaterThan(1);
  });
});

describe('at a gateway', () => {
  const answer = (changes: Partial<Snapshot> = {}): Promise<TaggedSnapshot> =>
    Promise.resolve({ etag: 'e', snapshot: { ...snapshot, sentAt: now(), ...changes } });
  const now = () => new Date(clock.now()).toISOString();

  /** The node's socket of the beginning ends, and the next session is at the gateway. */
  async function moveOver() {
    door = gateways;
    askAnswer = answer;
    tellSnapshot();
    newest().end(1012, 'The server is going: come back in 0 ms.');
    await clock.pass(1_000);
  }

  /** The gateway's socket is open, and a job of this page is too. */
  async function waitForAJob() {
    await moveOver();
    newest().open();
    await settle();
    connection.await(['01JD']);
  }

  test('it is connected when its question after the opening is answered', async () => {
    await moveOver();
    expect([state(), asks]).toEqual(['connecting', []]);

    newest().open();
    await settle();

    expect([state(), asks, news]).toEqual(['connected', [null], ['snapshot', 'snapshot']]);
  });

  test('what the answer tells was told, so the socket stays and the next question names it', async () => {
    await waitForAJob();

    askAnswer = () => Promise.resolve(null);
    await clock.pass(25_000);

    expect([asks, sockets.length]).toEqual([[null, 'e'], 2]);
  });

  test('steps missing in two answers in a row show that the socket is dead', async () => {
    await waitForAJob();

    askAnswer = () => answer({ jobs: [march('RUNNING', { version: 98 })] });
    await clock.pass(25_000);
    expect(sockets.length).toBe(2);
    askAnswer = () => answer({ jobs: [march('FINISHED', { version: 99 })] });
    await clock.pass(25_000);

    expect(sockets.length).toBe(3);
  });

  test('one step that a gateway has lost costs no socket, if it tells the next one', async () => {
    await waitForAJob();

    askAnswer = () => answer({ jobs: [march('RUNNING', { version: 98 })] });
    await clock.pass(25_000);
    newest().tell({ type: 'job', sentAt: now(), job: march('FINISHED', { version: 99 }) });
    askAnswer = () => answer({ jobs: [march('FINISHED', { version: 99 })] });
    await clock.pass(50_000);

    expect([asks.length, sockets.length]).toEqual([4, 2]);
  });

  test('answers in which nothing is missing do not count', async () => {
    await waitForAJob();

    for (const version of [97, 97, 98, 98]) {
      askAnswer = () => answer({ jobs: [march('RUNNING', { version })] });
      await clock.pass(25_000);
    }

    expect(sockets.length).toBe(2);
  });

  test('an opening at which nothing has changed counts too', async () => {
    await moveOver();
    newest().open();
    await settle();
    askAnswer = () => Promise.resolve(null);

    newest().end(1001);
    await clock.pass(5_000);
    newest().open();
    await settle();

    expect([state(), asks]).toEqual(['connected', [null, 'e']]);
  });

  test('a question that is refused for good costs the socket, and another one is opened', async () => {
    await moveOver();
    askAnswer = () => Promise.reject(new Refused(parseProblem({}, 400)));

    newest().open();
    await settle();
    await clock.pass(2_000);

    expect([newest() === sockets[1], sockets[1]?.isClosed]).toEqual([false, true]);
  });

  test.each([429, 503])(
    'after %i it asks again as late as told, on the same socket',
    async (status) => {
      await moveOver();
      askAnswer = () => Promise.reject(new Refused(parseProblem({}, status, '7')));
      newest().open();
      await settle();
      await clock.pass(6_900);
      expect([state(), asks.length]).toEqual(['connecting', 1]);

      askAnswer = answer;
      await clock.pass(1_000);

      expect([state(), asks.length, sockets.length]).toEqual(['connected', 2, 2]);
      expect(sockets[1]?.isClosed).toBe(false);
    },
  );

  test('a socket that ends before that is asked about no more', async () => {
    await moveOver();
    askAnswer = () => Promise.reject(new Refused(parseProblem({}, 429)));
    newest().open();
    await settle();
    sessionHangs = true;

    newest().end(1006);
    await clock.pass(9_000);

    expect(asks.length).toBe(1);
  });

  test('a page that is closed before that asks no more', async () => {
    await moveOver();
    askAnswer = () => Promise.reject(new Refused(parseProblem({}, 429)));
    newest().open();
    await settle();

    connection.close();
    await clock.pass(9_000);

    expect(asks.length).toBe(1);
  });

  test('where the next socket has taken over, nobody asks what was before the last one', async () => {
    lifetime = 100_000;
    await moveOver();
    askAnswer = () => Promise.reject(new Refused(parseProblem({}, 429, '60')));
    newest().open();
    await settle();
    newest().tell({ type: 'job', sentAt: now(), job: march('RUNNING') });

    door = nodes;
    await clock.pass(50_000);
    tellSnapshot();
    await clock.pass(20_000);

    expect([sockets.length, sockets[1]?.isClosed, asks.length]).toEqual([3, true, 1]);
  });

  test('seen again before that question is answered, it asks it again', async () => {
    await moveOver();
    askAnswer = () => new Promise(() => undefined);
    newest().open();
    await settle();

    askAnswer = answer;
    connection.nudge();
    await settle();

    expect([state(), sockets.length, news]).toEqual(['connected', 2, ['snapshot', 'snapshot']]);
  });

  test('a step that comes first does not end that question: it says what was before', async () => {
    await moveOver();
    askAnswer = () => new Promise(() => undefined);
    newest().open();
    await settle();

    newest().tell({ type: 'job', sentAt: now(), job: march('RUNNING') });
    expect([state(), news.at(-1)]).toEqual(['connected', 'job']);
    askAnswer = answer;
    await clock.pass(250);

    expect([news.at(-1), sockets.length]).toEqual(['snapshot', 2]);
  });

  test('before two hours are over the next socket takes over without a gap', async () => {
    lifetime = 86_400_000;
    await moveOver();
    newest().open();
    await settle();

    for (let pongs = 0; pongs < 13; pongs++) {
      await clock.pass(540_000);
      newest().tell({ type: 'pong' });
    }
    expect(sockets.length).toBe(2);
    await clock.pass(120_000);
    expect([sockets.length, sockets[1]?.isClosed]).toEqual([3, false]);
    newest().open();
    await settle();

    expect([state(), sockets[1]?.isClosed]).toEqual(['connected', true]);
  });

  test('a handshake that is refused says nothing: the next session says why', async () => {
    await moveOver();
    sessionFault = new SessionOver('signed out');

    newest().end(1006);
    await clock.pass(2_000);

    expect(overs).toBe(1);
  });
});
