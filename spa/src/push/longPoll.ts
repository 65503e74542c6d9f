import type { TaggedSnapshot } from '../api';
import { backoff } from '../backoff';
import type { Clock } from '../clock';
import type { Snapshot } from '../wire';

/** What the long poll needs, and where it reports. */
export interface LongPollOptions {
  readonly ask: (etag: string | null, signal: AbortSignal) => Promise<TaggedSnapshot | null>;
  readonly clock: Clock;
  readonly random: () => number;
  /** An answer came; it has a snapshot if anything changed. */
  readonly answered: (snapshot: Snapshot | null) => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds between an answer and the next request. */
const pause = 1_000;

/**
 * Requests snapshots, one long poll after another, until the returned function is called. This is
 * for pages that can't hold a socket.
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
      // During an outage the page may have missed more than one snapshot says, so the next one must
      // be complete.
      etag = null;
      delay = pause + backoff(failures, random);
      failed(error);
    }
    // `failed` may have stopped the polling.
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
