const base = 500;
const cap = 30_000;

/**
 * How long to wait before the next try, with full jitter: anything from nothing up to a bound that
 * doubles with every failure. A thousand browsers that lost the same server spread out.
 *
 * @param tries how many tries have failed so far, from 0
 * @param random from 0 (included) to 1 (excluded)
 * @returns milliseconds, at most 30,000
 */
export function backoff(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(cap, base * 2 ** tries));
}
