import { Refused, SessionOver, type TaggedSnapshot } from '../api';
import { backoff } from '../backoff';
import type { Clock } from '../clock';
import type { PushMessage, Session } from '../wire';
import { Beginning } from './Beginning';
import { abnormal, closeCodes, hintIn } from './closeCodes';
import { longPoll } from './longPoll';
import { Questions } from './Questions';
import { Quiet } from './Quiet';
import { Socket, type OpenRawSocket } from './socket';
import { Told } from './Told';
import { watchClock } from './watchClock';

/** What a connection uses to reach the server. */
export interface Transport {
  readonly openSession: (fresh: boolean, signal: AbortSignal) => Promise<Session>;
  /** @param wait how long to wait for something new, in seconds */
  readonly snapshot: (
    etag: string | null,
    wait: number,
    signal: AbortSignal,
  ) => Promise<TaggedSnapshot | null>;
  readonly openSocket: OpenRawSocket;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * The state of the connection. `polling` means that the page polls for snapshots because no socket
 * works.
 */
export interface Status {
  readonly state: 'disconnected' | 'connecting' | 'connected';
  readonly polling: boolean;
  readonly reason: 'not-allowed' | 'too-many' | 'outdated' | null;
}

/** What a connection reports. */
export interface ConnectionEvents {
  status(status: Status): void;
  news(message: PushMessage): void;
  /** The user must sign in again; the connection has closed itself. */
  sessionOver(): void;
}

/** A socket that lived shorter than this was not stable. */
const settled = 10_000;
/**
 * If nothing is said of an open job for this long, the page asks: its rows are to be there within
 * 30 s, and while a job is open the server says something every 25 s.
 */
const longestQuiet = 28_000;
/** At a gateway nothing comes at intervals, so the page asks as often as a node would speak. */
const longestQuietAtGateway = 25_000;
/**
 * A socket that has not told this many answers in a row is dead. A gateway that is asked too much
 * may lose a step, and a new socket would only ask it for more.
 */
const deadAfter = { node: 1, gateway: 2 };
/** A gateway closes each socket after two hours. */
const lifeAtGateway = 7_200_000;
/** A session that is not opened within this time is asked for again, by another connection. */
const sessionLimit = 10_000;
/** How long the longest wait for a changed snapshot is, in seconds. */
const longestWait = 20;
/** After this many failures in a row the long poll starts. */
const triesBeforeLongPoll = 3;
/** How long before the end of a session the next one is opened. */
const headStart = 60_000;
const shortestRenewal = 30_000;
/** A user with too many open tabs gets the next try after two to five minutes. */
const longWait = { least: 120_000, spread: 180_000 };

/**
 * Keeps one browser tab up to date. It opens a session and its socket, reconnects when the socket
 * is lost, and moves to a new session before the old one ends. All times are in milliseconds.
 */
export class Connection {
  readonly #transport: Transport;
  readonly #events: ConnectionEvents;
  #socket: Socket | null = null;
  #tookAt = 0;
  /** What that socket has told. */
  #told = new Told(deadAfter.node);
  readonly #quiet: Quiet;
  readonly #questions: Questions;
  /** A socket that has not sent its first message yet. */
  #candidate: Socket | null = null;
  /** Of a gateway's socket that has opened, until the page knows what was before. */
  #beginning: Beginning | null = null;
  #opening = false;
  #tries = 0;
  #fresh = false;
  #ended = false;
  #polling = false;
  #isOutdated = false;
  #reason: Status['reason'] = null;
  #said: Status | null = null;
  #cancelRetry: (() => void) | null = null;
  #cancelRenewal: () => void = () => undefined;
  readonly #stopWatching: () => void;
  #stopLongPoll: (() => void) | null = null;

  constructor(transport: Transport, events: ConnectionEvents) {
    this.#transport = transport;
    this.#events = events;
    this.#questions = new Questions(transport);
    this.#quiet = new Quiet(transport.clock, longestQuiet, () => {
      this.#ask();
    });
    this.#stopWatching = watchClock(
      transport.clock,
      () => {
        this.#checkSilence();
      },
      () => {
        this.nudge();
      },
    );
    void this.#open();
    this.#say();
  }

  /**
   * Something became better (the network is back, the tab is visible): try at once. What happened
   * meanwhile is asked for, because the socket may have died without a sign.
   */
  nudge(): void {
    if (this.#ended) {
      return;
    }
    this.#checkSilence();
    if (this.#cancelRetry) {
      this.#retryIn(0);
    }
    this.#ask();
  }

  /**
   * The policy with which this page was opened has refused it a socket: the servers have moved to
   * an address that it does not name. Only a page that is opened again has a policy that does.
   */
  refusedByPolicy(): void {
    if (!this.#ended && !this.#socket) {
      this.#isOutdated = true;
      this.#stopLongPoll ??= this.#startLongPoll();
      this.#say();
    }
  }

  /** These jobs are open, as far as the page knows: something has to be said of each. */
  await(jobs: readonly string[]): void {
    if (!this.#ended) {
      this.#quiet.await(jobs);
    }
  }

  /** Ends the connection for good, without telling `events`. */
  close(): void {
    this.#ended = true;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#cancelRenewal();
    this.#beginning?.stop();
    this.#stopWatching();
    this.#quiet.stop();
    this.#questions.stop();
    this.#stopPolling();
    this.#candidate?.close();
    this.#candidate = null;
    this.#socket?.close();
    this.#socket = null;
  }

  async #open(): Promise<void> {
    if (this.#ended || this.#opening || this.#candidate) {
      return;
    }
    this.#opening = true;
    let session: Session;
    const ending = new AbortController();
    const cancelLimit = this.#transport.clock.after(sessionLimit, () => {
      ending.abort();
    });
    try {
      session = await this.#transport.openSession(this.#fresh, ending.signal);
    } catch (error) {
      this.#failed(error);
      return;
    } finally {
      this.#opening = false;
      cancelLimit();
    }
    if (this.#isEnded()) {
      return;
    }
    this.#fresh = false;
    const socket: Socket = new Socket(session, this.#transport.openSocket, this.#transport.clock, {
      opened: () => {
        this.#begin(socket);
      },
      heard: (message) => {
        if (socket === this.#candidate) {
          this.#took(socket, message);
        }
        this.#heard(message);
      },
      closed: (code, reason) => {
        this.#lost(socket, code, reason);
      },
    });
    this.#candidate = socket;
  }

  /** The first message has come: from now on this socket is used. */
  #took(socket: Socket, message: PushMessage): void {
    const { session } = socket;
    this.#candidate = null;
    if (this.#socket) {
      this.#tries = 0;
      this.#socket.close();
      this.#endBeginning(this.#socket);
    }
    this.#socket = socket;
    this.#told = new Told(deadAfter[session.door]);
    this.#tookAt = this.#transport.clock.now();
    this.#reason = null;
    this.#isOutdated = false;
    this.#stopPolling();
    if (message.type === 'snapshot') {
      // What the question asks for, the socket has just told.
      this.#questions.stop();
    }
    // By the server's own clock: this machine's clock may be minutes off.
    const life = session.door === 'gateway' ? lifeAtGateway : Infinity;
    const left = Math.min(Date.parse(session.expiresAt) - Date.parse(message.sentAt), life);
    this.#quiet.limit(session.door === 'gateway' ? longestQuietAtGateway : longestQuiet);
    this.#cancelRenewal();
    this.#cancelRenewal = this.#transport.clock.after(
      Math.max(left - headStart, shortestRenewal),
      () => {
        // The session ends with its token, so the next session needs a fresh token.
        this.#fresh = true;
        void this.#open();
      },
    );
    this.#say();
  }

  #heard(message: PushMessage): void {
    this.#told.heard(message);
    if (message.type !== 'beat') {
      this.#quiet.said(message.type === 'job' ? message.job.id : undefined);
    }
    this.#events.news(message);
  }

  /** Asks what the socket should have told. */
  #ask(): void {
    if (this.#beginning) {
      this.#beginning.ask();
      return;
    }
    this.#questions.ask(
      (changed) => {
        if (changed === null) {
          return;
        }
        this.#events.news(changed);
        if (this.#socket !== null && this.#told.isDeadBy(changed)) {
          // The old socket stays until the new one has said something.
          void this.#open();
        }
      },
      (error) => {
        if (error instanceof SessionOver) {
          this.#failed(error);
        }
      },
    );
  }

  /** A gateway's socket is open. */
  #begin(socket: Socket): void {
    this.#beginning?.stop();
    this.#beginning = new Beginning(socket, this.#questions, this.#transport, {
      known: (snapshot) => {
        this.#beginning = null;
        if (socket === this.#candidate) {
          this.#took(socket, snapshot);
        }
        this.#heard(snapshot);
      },
      failed: (error) => {
        if (error instanceof SessionOver) {
          this.#failed(error);
        } else {
          socket.close();
          this.#lost(socket, abnormal, '');
        }
      },
    });
  }

  #endBeginning(socket: Socket): void {
    if (socket === this.#beginning?.socket) {
      this.#beginning.stop();
      this.#beginning = null;
    }
  }

  #lost(socket: Socket, code: number, reason: string): void {
    const held = socket === this.#socket;
    if (held) {
      this.#socket = null;
      this.#cancelRenewal();
      const lived = this.#transport.clock.now() - this.#tookAt;
      this.#tries = lived < settled ? this.#tries + 1 : 0;
    } else {
      this.#candidate = null;
      this.#tries += 1;
    }
    this.#endBeginning(socket);
    switch (code) {
      case closeCodes.notAllowed:
        this.#stop('not-allowed');
        return;
      case closeCodes.tooMany:
        this.#comeBackMuchLater();
        return;
      case closeCodes.sessionOver:
        this.#fresh = true;
        this.#comeBack(0);
        return;
      case closeCodes.serverGoing:
        // All clients of that node reconnect now. They spread over some seconds, as the server
        // asks.
        this.#comeBack(3, hintIn(reason));
        return;
      default:
        this.#comeBack(0);
    }
  }

  #failed(error: unknown): void {
    if (this.#ended) {
      return;
    }
    this.#tries += 1;
    if (error instanceof SessionOver) {
      this.close();
      this.#events.sessionOver();
    } else if (error instanceof Refused && error.problem.status === 403) {
      this.#stop('not-allowed');
    } else if (error instanceof Refused && error.problem.status === 429) {
      // By status: a gateway refuses in words of its own.
      this.#comeBack(0, (error.problem.retryAfter ?? 0) * 1_000);
    } else {
      this.#comeBack(0);
    }
  }

  /** @param hint when the server wants us to come back, in milliseconds; null if it did not say */
  #comeBack(leastTries: number, hint: number | null = null): void {
    const { random } = this.#transport;
    this.#reason = null;
    this.#retryIn(
      hint === null
        ? backoff(Math.max(this.#tries, leastTries), random)
        : // A server that always says "at once" must not be asked without a pause.
          hint + (this.#tries === 0 ? 0 : backoff(this.#tries, random)),
    );
    if (this.#tries >= triesBeforeLongPoll && !this.#socket) {
      this.#stopLongPoll ??= this.#startLongPoll();
    }
    this.#say();
  }

  #comeBackMuchLater(): void {
    this.#stopPolling();
    this.#reason = 'too-many';
    this.#retryIn(longWait.least + this.#transport.random() * longWait.spread);
    this.#say();
  }

  #stop(reason: 'not-allowed'): void {
    this.close();
    this.#reason = reason;
    this.#say();
  }

  #retryIn(delay: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#transport.clock.after(delay, () => {
      this.#cancelRetry = null;
      void this.#open();
    });
  }

  #checkSilence(): void {
    this.#socket?.check();
    this.#candidate?.check();
    this.#quiet.check();
  }

  #stopPolling(): void {
    this.#stopLongPoll?.();
    this.#stopLongPoll = null;
    this.#polling = false;
  }

  #startLongPoll(): () => void {
    const { snapshot, clock, random } = this.#transport;
    return longPoll({
      ask: (etag, signal) => snapshot(etag, longestWait, signal),
      clock,
      random,
      answered: (answer) => {
        this.#polling = true;
        this.#say();
        if (answer) {
          this.#events.news(answer);
        }
      },
      failed: (error) => {
        this.#polling = false;
        if (error instanceof SessionOver) {
          this.#failed(error);
        } else {
          this.#say();
        }
      },
    });
  }

  /** A method, because TypeScript would take the field for unchanged after an `await`. */
  #isEnded(): boolean {
    return this.#ended;
  }

  #say(): void {
    const status = this.#status();
    if (JSON.stringify(status) !== JSON.stringify(this.#said)) {
      this.#said = status;
      this.#events.status(status);
    }
  }

  #status(): Status {
    const polling = this.#polling && !this.#socket;
    if (this.#isOutdated && !this.#ended) {
      return { state: polling ? 'connected' : 'connecting', polling, reason: 'outdated' };
    }
    if (this.#socket || polling) {
      return { state: 'connected', polling, reason: null };
    }
    const out = this.#ended || this.#reason !== null;
    return { state: out ? 'disconnected' : 'connecting', polling, reason: this.#reason };
  }
}
