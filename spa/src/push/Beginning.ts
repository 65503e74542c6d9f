import { Refused } from '../api';
import { backoff } from '../backoff';
import type { Snapshot } from '../wire';
import type { Transport } from './connection';
import type { Questions } from './Questions';
import type { Socket } from './socket';

/** What a beginning reports, once. */
export interface BeginningEvents {
  /** All that the server would have said first. */
  known(snapshot: Snapshot): void;
  /** The server does not tell it. */
  failed(error: unknown): void;
}

/**
 * The beginning of a socket that a gateway holds. It tells steps alone, so the page asks for all
 * that was before, until it knows it.
 */
export class Beginning {
  readonly socket: Socket;
  readonly #questions: Questions;
  readonly #transport: Pick<Transport, 'clock' | 'random'>;
  readonly #events: BeginningEvents;
  #cancelPause: () => void = () => undefined;

  /** @param socket it has just opened */
  constructor(
    socket: Socket,
    questions: Questions,
    transport: Pick<Transport, 'clock' | 'random'>,
    events: BeginningEvents,
  ) {
    this.socket = socket;
    this.#questions = questions;
    this.#transport = transport;
    this.#events = events;
    this.ask();
  }

  /**
   * Asks at once, in place of the question before.
   *
   * @param refusals how often the server did not want to answer now
   */
  ask(refusals = 0): void {
    this.#cancelPause();
    this.#questions.ask(
      () => {
        const { latest } = this.#questions;
        if (latest) {
          this.#events.known(latest);
        }
      },
      (error) => {
        if (error instanceof Refused && !error.isFinal) {
          // The socket is good, and another one would only be one more request.
          const { clock, random } = this.#transport;
          const pause = (error.problem.retryAfter ?? 0) * 1_000 + backoff(refusals, random);
          this.#cancelPause = clock.after(pause, () => {
            this.ask(refusals + 1);
          });
        } else {
          this.#events.failed(error);
        }
      },
    );
  }

  /** The socket has ended: nobody needs to know any more what was before. */
  stop(): void {
    this.#cancelPause();
    this.#questions.stop();
  }
}
