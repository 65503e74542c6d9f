import type { Beat, JobNews, Snapshot } from '../wire';

/** What one socket has told, the newest version of each job, and whether it tells all it should. */
export class Told {
  readonly #deadAfter: number;
  #versions = new Map<string, number>();
  /** How many answers in a row the socket had not told. */
  #misses = 0;

  /** @param deadAfter a socket that has not told this many answers in a row is dead */
  constructor(deadAfter: number) {
    this.#deadAfter = deadAfter;
  }

  /** The socket has told this. */
  heard(message: Snapshot | JobNews | Beat): void {
    this.#misses = 0;
    if (message.type === 'snapshot') {
      this.#know(message);
    } else if (message.type === 'job') {
      const { id, version } = message.job;
      this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
    }
  }

  /**
   * The page has asked, and this is the answer: the socket should have told all of it.
   *
   * @returns whether the socket is dead
   */
  isDeadBy(answer: Snapshot): boolean {
    const hasAll = answer.jobs.every(({ id, version }) => version <= (this.#versions.get(id) ?? 0));
    this.#misses = hasAll ? 0 : this.#misses + 1;
    this.#know(answer);
    return this.#misses >= this.#deadAfter;
  }

  /** Jobs that ended long ago are in no later snapshot, so they need not be kept. */
  #know({ jobs }: Snapshot): void {
    const before = this.#versions;
    this.#versions = new Map(
      jobs.map(({ id, version }) => [id, Math.max(version, before.get(id) ?? 0)]),
    );
  }
}
