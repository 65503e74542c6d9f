/** The time, so that tests can replace it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls `then` once after this many milliseconds. The function that it returns cancels the call.
   */
  after(delay: number, then: () => void): () => void;
}

/** A browser fires a timer at once if its delay is longer than this (24.8 days). */
const furthest = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  after(delay, then) {
    const timer = setTimeout(then, Math.min(delay, furthest));
    return () => {
      clearTimeout(timer);
    };
  },
};
