import type { Submission } from './api';
import type { Job } from './wire';

export function isEnded(job: Job): boolean {
  return job.state === 'FINISHED' || job.state === 'FAILED' || job.state === 'CANCELLED';
}

/**
 * What to submit to run the same job again; null if the job has neither a query nor SQL.
 *
 * @param refusesAnswer whether no answer may serve it that is there already
 */
export function submissionOf(job: Job, refusesAnswer = false): Submission | null {
  const asked = { arguments: job.arguments, ...(refusesAnswer && { maxAge: 'PT0S' }) };
  if (job.query !== null) {
    return { query: job.query, ...asked };
  }
  return job.sql === null ? null : { sql: job.sql, ...asked };
}

/** Whether an answer served the job that was there when it was asked for. */
export function isAnswered(job: Job): boolean {
  return job.served?.by === 'answer';
}

/** Of when the answer is that served the job, in milliseconds since 1970; null if none did. */
export function asOf(job: Job): number | null {
  const age = isAnswered(job) ? (job.served?.age ?? null) : null;
  return age === null ? null : Date.parse(job.submittedAt) - age;
}

/** What a user can do with a job. Both reject as the API's calls do. */
export interface JobCommands {
  readonly cancel: (id: string) => Promise<void>;
  readonly runAgain: (job: Job) => Promise<void>;
}

/**
 * How much longer Redshift keeps the result, in milliseconds; null if there is no result, or if it
 * has expired.
 */
export function keptFor(job: Job, now: number | null): number | null {
  const left = timeLeft(job, now);
  return left > 0 ? left : null;
}

/**
 * How long the job took, or how long it has been running at `now`, in milliseconds.
 *
 * @param now the server's time; null if it is not known. Then the answer for a running job is null
 *   too.
 */
export function elapsed(job: Job, now: number | null): number | null {
  const end = job.endedAt === null ? now : Date.parse(job.endedAt);
  return end === null ? null : Math.max(0, end - Date.parse(job.submittedAt));
}

/**
 * How long the job has been running in Redshift at `now`, in milliseconds; null if it is not
 * running, or if the server's time is not known.
 */
export function runningFor(job: Job, now: number | null): number | null {
  return job.state === 'RUNNING' && job.startedAt !== null && now !== null
    ? Math.max(0, now - Date.parse(job.startedAt))
    : null;
}

/** Whether the job's result has expired at `now`, which is the server's time. */
export function hasExpired(job: Job, now: number | null): boolean {
  return timeLeft(job, now) <= 0;
}

/** Milliseconds until the result expires; NaN if there is no result, or if that is not known. */
function timeLeft({ state, expiresAt }: Job, now: number | null): number {
  return state === 'FINISHED' && expiresAt !== null && now !== null
    ? Date.parse(expiresAt) - now
    : NaN;
}
