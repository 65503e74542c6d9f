import type { Snapshot } from '../wire';
import { askAgain } from './askAgain';
import type { Transport } from './connection';

/** The page's questions for snapshots: one at a time, and only for what has changed. */
export class Questions {
  readonly #transport: Pick<Transport, 'snapshot' | 'clock'>;
  #etag: string | null = null;
  /** The answer that has this ETag. */
  #latest: Snapshot | null = null;
  #stop: (() => void) | null = null;

  constructor(transport: Pick<Transport, 'snapshot' | 'clock'>) {
    this.#transport = transport;
  }

  /**
   * Asks in place of the question before.
   *
   * @param answered gets what has changed, null if nothing has, and the latest of all answers
   * @param refused the server does not want to answer: it is not asked again
   */
  ask(
    answered: (changed: Snapshot | null, latest: Snapshot | null) => void,
    refused: (error: unknown) => void,
  ): void {
    this.stop();
    const { snapshot, clock } = this.#transport;
    this.#stop = askAgain({
      ask: (etag, signal) => snapshot(etag, 0, signal),
      etag: this.#etag,
      clock,
      answered: (etag, changed) => {
        this.#stop = null;
        this.#etag = etag;
        this.#latest = changed ?? this.#latest;
        answered(changed, this.#latest);
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
