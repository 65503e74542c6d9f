import type { Clock } from '../clock';

/**
 * Notices that nothing was said of an open job for too long: the socket may be dead, or the news
 * lost on its way to the node that holds it. All times are in milliseconds.
 */
export class Quiet {
  readonly #clock: Clock;
  #limit: number;
  readonly #tooLong: () => void;
  /** When each open job was last spoken of. */
  #spokenOf = new Map<string, number>();
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, limit: number, tooLong: () => void) {
    this.#clock = clock;
    this.#limit = limit;
    this.#tooLong = tooLong;
  }

  /** From now on this is too long. */
  limit(limit: number): void {
    this.#limit = limit;
    this.#wait();
  }

  /** These jobs are open, as far as the page knows. */
  await(jobs: readonly string[]): void {
    const now = this.#clock.now();
    this.#spokenOf = new Map(jobs.map((id) => [id, this.#spokenOf.get(id) ?? now]));
    this.#wait();
  }

  /** Something was said of this job; of all jobs if there is none. */
  said(job?: string): void {
    const now = this.#clock.now();
    for (const id of job === undefined ? [...this.#spokenOf.keys()] : [job]) {
      if (this.#spokenOf.has(id)) {
        this.#spokenOf.set(id, now);
      }
    }
    this.#wait();
  }

  /** Timers stop while a machine sleeps, so this is checked from outside too. */
  check(): void {
    if (this.#clock.now() >= this.#due()) {
      this.said();
      this.#tooLong();
    }
  }

  stop(): void {
    this.await([]);
  }

  /** Infinity if no job is open. */
  #due(): number {
    return Math.min(...this.#spokenOf.values()) + this.#limit;
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = () => undefined;
    if (this.#spokenOf.size > 0) {
      this.#cancel = this.#clock.after(Math.max(0, this.#due() - this.#clock.now()), () => {
        this.check();
      });
    }
  }
}
