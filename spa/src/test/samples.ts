/** The jobs and rows that the tests use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseJob,
  parseQueries,
  parseRows,
  type Job,
  type JobState,
  type Query,
  type Rows,
} from '../wire';

/** An example of the protocol, from docs/protocol. */
export function example(name: string): unknown {
  const path = join(import.meta.dirname, '../../../docs/protocol', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

const versions: Record<JobState, number> = {
  SUBMITTED: 1,
  RUNNING: 2,
  FINISHED: 3,
  FAILED: 3,
  CANCELLED: 3,
};

/** March's job, in one of its states. */
export function march(state: JobState, changes: Partial<Job> = {}): Job {
  const base = parseJob(example('job-submitted'));
  // Without its cost, which messages tell in other words.
  return { ...base, id: 'march', state, version: versions[state], cost: null, ...changes };
}

/** April's job, submitted a minute after March's. */
export function april(state: JobState, changes: Partial<Job> = {}): Job {
  const submittedAt = '2026-11-23T16:01:00.000Z';
  return march(state, { id: 'april', arguments: { month: '2015-04' }, submittedAt, ...changes });
}

export const rows = parseRows(example('rows'));
export const lastRows = { ...rows, next: null };

/** Rows as they come over the wire. */
export function asBytes(some: Rows): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...some, next: some.next ?? undefined }));
}

/** "Trips by day", and a query with a parameter of each type. */
export const [tripsByDay, everyType] = parseQueries(example('queries')) as [Query, Query];
