import type { Clock } from '../clock';
import { parsePushMessage, type PushMessage, type Session } from '../wire';

/** As much of a browser's WebSocket as we use. */
export type RawSocket = Pick<WebSocket, 'onmessage' | 'onclose' | 'onerror' | 'close'>;

/** @throws when the address is none for a socket */
export type OpenRawSocket = (url: string, protocols: string[]) => RawSocket;

/** What one socket tells. After `closed` it tells nothing more. */
export interface SocketEvents {
  heard(message: PushMessage): void;
  /**
   * @param code the close code; 1006 where there was no proper close
   * @param reason the server's words; empty where it said none
   */
  closed(code: number, reason: string): void;
}

/** Milliseconds in which the first snapshot must have come. */
const firstWordLimit = 15_000;
/** Milliseconds of silence after which a socket counts as dead: snapshots come every 25 s. */
const silenceLimit = 60_000;
const abnormal = 1006;

/** One socket of one session, from opening to closing. Doesn't reconnect. */
export class Socket {
  readonly #events: SocketEvents;
  readonly #clock: Clock;
  #raw: RawSocket | null = null;
  #deadline: number;
  #cancelDeadline: () => void = () => undefined;

  constructor(session: Session, open: OpenRawSocket, clock: Clock, events: SocketEvents) {
    this.#events = events;
    this.#clock = clock;
    this.#deadline = clock.now() + firstWordLimit;
    try {
      // The ticket goes as a sub-protocol: a URL would end up in logs.
      const raw = open(session.url, ['querycast.v1', `ticket.${session.ticket}`]);
      raw.onmessage = ({ data }) => {
        this.#take(data);
      };
      raw.onclose = ({ code, reason }) => {
        this.#end(code, reason);
      };
      this.#raw = raw;
      this.#wait(firstWordLimit);
    } catch {
      // Later, as with any socket that fails to open.
      this.#cancelDeadline = clock.after(0, () => {
        this.#end(abnormal);
      });
    }
  }

  /** Ends the socket if it has been silent for too long: timers stand still while a laptop sleeps. */
  check(): void {
    if (this.#raw && this.#clock.now() >= this.#deadline) {
      this.#end(abnormal);
    }
  }

  /** Closes without a word to `events`. */
  close(): void {
    this.#cancelDeadline();
    const raw = this.#raw;
    this.#raw = null;
    if (raw) {
      raw.onmessage = null;
      raw.onclose = null;
      // Some clients call it an error to close what is still opening.
      raw.onerror = () => undefined;
      raw.close();
    }
  }

  #take(data: unknown): void {
    this.#deadline = this.#clock.now() + silenceLimit;
    this.#wait(silenceLimit);
    let message: PushMessage;
    try {
      message = parsePushMessage(JSON.parse(String(data)));
    } catch {
      // Without its content, which is the user's. The next snapshot heals what was lost.
      console.error('A push that does not follow the protocol was dropped.');
      return;
    }
    this.#events.heard(message);
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
