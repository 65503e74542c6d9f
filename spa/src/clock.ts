/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `then` once after that many milliseconds, unless the answer is called before. */
  after(delay: number, then: () => void): () => void;
}

/** A browser fires at once what lies further ahead than this (24.8 days). */
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
