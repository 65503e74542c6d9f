import type { Clock } from '../clock';
import { isPong, parsePushMessage, type PushMessage, type Session } from '../wire';

/** The part of a browser's WebSocket that we use. */
export type RawSocket = Pick<
  WebSocket,
  'onopen' | 'onmessage' | 'onclose' | 'onerror' | 'send' | 'close'
>;

/** @throws if the address is not valid for a socket */
export type OpenRawSocket = (url: string, protocols: string[]) => RawSocket;

/** What one socket reports. After `closed` it reports nothing more. */
export interface SocketEvents {
  /** A gateway holds it, and is open. It says nothing before there is news. */
  opened(): void;
  heard(message: PushMessage): void;
  /**
   * @param code the close code; 1006 if the socket was not closed properly
   * @param reason the server's words; empty if there were none
   */
  closed(code: number, reason: string): void;
}

/** Milliseconds within which the first snapshot must come. */
const firstWordLimit = 15_000;
const ping = '{"type":"ping"}';
/** In hidden tabs timers run only once a minute, so each may be this late, in milliseconds. */
const latest = 60_000;
const abnormal = 1006;

/** One socket of one session, from opening to closing. It does not reconnect. */
export class Socket {
  /** What it was opened with. */
  readonly session: Session;
  readonly #events: SocketEvents;
  readonly #clock: Clock;
  #raw: RawSocket | null = null;
  #deadline: number;
  #cancelDeadline: () => void = () => undefined;
  #cancelPing: () => void = () => undefined;

  constructor(session: Session, open: OpenRawSocket, clock: Clock, events: SocketEvents) {
    this.#events = events;
    this.#clock = clock;
    this.session = session;
    this.#deadline = clock.now() + firstWordLimit;
    try {
      // The ticket is sent as a sub-protocol, because a URL would appear in logs.
      const raw = open(session.url, ['querycast.v1', `ticket.${session.ticket}`]);
      if (session.door === 'gateway') {
        raw.onopen = () => {
          this.#pingLater();
          this.#spoken();
          events.opened();
        };
      }
      raw.onmessage = ({ data }) => {
        this.#take(data);
      };
      raw.onclose = ({ code, reason }) => {
        this.#end(code, reason);
      };
      this.#raw = raw;
      this.#wait(firstWordLimit);
    } catch {
      // Reported later, as for any socket that fails to open.
      this.#cancelDeadline = clock.after(0, () => {
        this.#end(abnormal);
      });
    }
  }

  /**
   * Ends the socket if it was silent for too long. Timers stop while a laptop sleeps, so this is
   * checked from outside.
   */
  check(): void {
    if (this.#raw && this.#clock.now() >= this.#deadline) {
      this.#end(abnormal);
    }
  }

  /** Closes the socket without telling `events`. */
  close(): void {
    this.#cancelDeadline();
    this.#cancelPing();
    const raw = this.#raw;
    this.#raw = null;
    if (raw) {
      raw.onopen = null;
      raw.onmessage = null;
      raw.onclose = null;
      // Some clients report an error if a socket is closed while it opens.
      raw.onerror = () => undefined;
      raw.close();
    }
  }

  #take(data: unknown): void {
    this.#spoken();
    let message: PushMessage;
    try {
      const value: unknown = JSON.parse(String(data));
      if (isPong(value)) {
        return;
      }
      message = parsePushMessage(value);
    } catch {
      // The content is not logged: it belongs to the user. The next snapshot contains what was
      // lost.
      console.error('A push that does not follow the protocol was dropped.');
      return;
    }
    this.#events.heard(message);
  }

  /** The other side has given a sign of life. */
  #spoken(): void {
    const limit = this.session.silence * 1_000;
    this.#deadline = this.#clock.now() + limit;
    this.#wait(limit);
  }

  /** A gateway closes a socket on which nothing is said. */
  #pingLater(): void {
    this.#cancelPing = this.#clock.after(this.session.heartbeat * 1_000 - latest, () => {
      this.#raw?.send(ping);
      this.#pingLater();
    });
  }

  #wait(limit: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(limit, () => {
      this.#end(abnormal);
    });
  }

  #end(code: number, reason = ''): void {
    this.close();
    this.#events.closed(code, reason);
  }
}
