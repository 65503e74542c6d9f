import { Unreachable, type TaggedSnapshot } from '../api';
import type { Clock } from '../clock';
import type { Snapshot } from '../wire';

/** What asking for a snapshot needs, and where it reports. */
export interface AskOptions {
  readonly ask: (etag: string | null, signal: AbortSignal) => Promise<TaggedSnapshot | null>;
  readonly etag: string | null;
  readonly clock: Clock;
  /** The answer came; the snapshot is null if nothing has changed since the one with this ETag. */
  readonly answered: (etag: string | null, snapshot: Snapshot | null) => void;
  /** The server does not want to answer: it is not asked again. */
  readonly refused: (error: unknown) => void;
}

/**
 * Milliseconds until the question is sent again although there is no answer yet. A browser keeps up
 * to six connections to a server, and all of them may have died while the machine slept. Each
 * question that waits holds one of them, so the next question goes by another connection.
 */
const impatience = 250;
const impatientTries = 7;
const longestPause = 10_000;
/** More questions than this at once would leave no connection for other requests. */
const mostAtOnce = 3;

/** Asks for a snapshot until there is an answer, or until the returned function is called. */
export function askAgain({ ask, etag, clock, answered, refused }: AskOptions): () => void {
  const waiting: AbortController[] = [];
  let tries = 0;
  let isOver = false;
  let cancelNext: () => void = () => undefined;

  function stop(): void {
    isOver = true;
    cancelNext();
    waiting.forEach((each) => {
      each.abort();
    });
  }

  async function once(): Promise<void> {
    const ending = new AbortController();
    waiting.push(ending);
    if (waiting.length > mostAtOnce) {
      waiting.shift()?.abort();
    }
    tries += 1;
    const patience = impatience * 2 ** Math.max(0, tries - impatientTries);
    cancelNext = clock.after(Math.min(patience, longestPause), () => void once());
    try {
      const answer = await ask(etag, ending.signal);
      if (!isOver) {
        stop();
        answered(answer?.etag ?? etag, answer?.snapshot ?? null);
      }
    } catch (error) {
      if (!isOver && !(error instanceof Unreachable)) {
        stop();
        refused(error);
      }
    }
  }

  void once();
  return stop;
}
