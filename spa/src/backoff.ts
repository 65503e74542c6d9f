const base = 500;
const cap = 30_000;

/**
 * How long to wait before the next try, with full jitter: a random time from zero to a bound that
 * doubles with every failure. So a thousand browsers that lost the same server do not come back all
 * at once.
 *
 * @param tries how many tries have failed so far, from 0
 * @param random from 0 (included) to 1 (excluded)
 * @returns milliseconds, at most 30,000
 */
export function backoff(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(cap, base * 2 ** tries));
}
