import type { TaggedSnapshot } from '../api';
import { backoff } from '../backoff';
import type { Clock } from '../clock';
import type { Snapshot } from '../wire';

/** What asking for snapshots needs, and whom it tells. */
export interface LongPollOptions {
  readonly ask: (etag: string | null, signal: AbortSignal) => Promise<TaggedSnapshot | null>;
  readonly clock: Clock;
  readonly random: () => number;
  /** An answer came, with a snapshot if anything changed. */
  readonly answered: (snapshot: Snapshot | null) => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds between an answer and the next question. */
const pause = 1_000;

/**
 * Asks for snapshots, one long poll after another, until the answer is called: the way for a page
 * that can hold no socket.
 */
export function longPoll({ ask, clock, random, answered, failed }: LongPollOptions): () => void {
  const ending = new AbortController();
  let etag: string | null = null;
  let failures = 0;
  let cancel: () => void = () => undefined;

  async function once(): Promise<void> {
    let delay = pause;
    try {
      const answer = await ask(etag, ending.signal);
      if (ending.signal.aborted) {
        return;
      }
      failures = 0;
      etag = answer?.etag ?? etag;
      answered(answer?.snapshot ?? null);
    } catch (error) {
      if (ending.signal.aborted) {
        return;
      }
      failures += 1;
      // While nobody could be reached more may have been missed than a snapshot: have it told whole.
      etag = null;
      delay = pause + backoff(failures, random);
      failed(error);
    }
    // `failed` may have ended it.
    cancel = clock.after(delay, () => {
      if (!ending.signal.aborted) {
        void once();
      }
    });
  }

  void once();
  return () => {
    ending.abort();
    cancel();
  };
}
