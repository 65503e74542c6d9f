import type { Beat, JobNews, Snapshot } from '../wire';

/** What one socket has told: the newest version of each job. */
export class Told {
  #versions = new Map<string, number>();

  heard(message: Snapshot | JobNews | Beat): void {
    if (message.type === 'snapshot') {
      // Jobs that ended long ago are in no later snapshot, so they need not be kept.
      const before = this.#versions;
      this.#versions = new Map(
        message.jobs.map(({ id, version }) => [id, Math.max(version, before.get(id) ?? 0)]),
      );
    } else if (message.type === 'job') {
      const { id, version } = message.job;
      this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
    }
  }

  /** Whether the socket has told everything that this snapshot, read by REST, tells. */
  hasAllOf(snapshot: Snapshot): boolean {
    return snapshot.jobs.every(({ id, version }) => version <= (this.#versions.get(id) ?? 0));
  }
}
