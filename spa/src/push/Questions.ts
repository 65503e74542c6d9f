import type { Snapshot } from '../wire';
import { askAgain } from './askAgain';
import type { Transport } from './connection';

/** The page's questions for snapshots: one at a time, and only for what has changed. */
export class Questions {
  readonly #transport: Pick<Transport, 'snapshot' | 'clock'>;
  #etag: string | null = null;
  /** The answer that has this ETag. */
  #latest: Snapshot | null = null;
  /** How far the server's clock was ahead of this machine's then, in milliseconds. */
  #ahead = 0;
  #stop: (() => void) | null = null;

  constructor(transport: Pick<Transport, 'snapshot' | 'clock'>) {
    this.#transport = transport;
  }

  /** What the server would answer if nothing has changed and it were asked without an ETag. */
  get latest(): Snapshot | null {
    const now = this.#transport.clock.now();
    return this.#latest && { ...this.#latest, sentAt: new Date(now + this.#ahead).toISOString() };
  }

  /**
   * Asks in place of the question before.
   *
   * @param answered gets what has changed, null if nothing has
   * @param refused the server does not want to answer: it is not asked again
   */
  ask(answered: (changed: Snapshot | null) => void, refused: (error: unknown) => void): void {
    this.stop();
    const { snapshot, clock } = this.#transport;
    this.#stop = askAgain({
      ask: (etag, signal) => snapshot(etag, 0, signal),
      etag: this.#etag,
      clock,
      answered: (etag, changed) => {
        this.#stop = null;
        this.#etag = etag;
        if (changed) {
          this.#latest = changed;
          this.#ahead = Date.parse(changed.sentAt) - clock.now();
        }
        answered(changed);
      },
      refused: (error) => {
        this.#stop = null;
        refused(error);
      },
    });
  }

  /** The answer is not needed any more. */
  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
