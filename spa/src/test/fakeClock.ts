import type { Clock } from '../clock';

/** A clock that moves only when a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly then: () => void }[] = [];

  /** @param skew how far the clock is wrong, in milliseconds; positive is ahead */
  constructor(skew = 0) {
    this.#now = Date.parse('2026-11-23T16:00:00Z') + skew;
  }

  now(): number {
    return this.#now;
  }

  /** The number of timers that have not fired yet. */
  get pending(): number {
    return this.#timers.length;
  }

  after(delay: number, then: () => void): () => void {
    const timer = { at: this.#now + delay, then };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Lets this much time pass and fires the timers that are due. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.then();
      await settle();
    }
    this.#now = end;
  }

  /** Lets time pass without firing any timer, as on a machine that sleeps. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    this.#timers = this.#timers.map((timer) => ({ ...timer, at: timer.at + milliseconds }));
  }
}

/** Lets all promises settle that can. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
