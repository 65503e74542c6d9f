import type { Submission } from './api';
import type { Job } from './wire';

export function isEnded(job: Job): boolean {
  return job.state === 'FINISHED' || job.state === 'FAILED' || job.state === 'CANCELLED';
}

/** The same question with the same arguments; null where a job names neither query nor SQL. */
export function submissionOf(job: Job): Submission | null {
  if (job.query !== null) {
    return { query: job.query, arguments: job.arguments };
  }
  return job.sql === null ? null : { sql: job.sql, arguments: job.arguments };
}

/** What can be done with a job. Both reject as the API's calls do. */
export interface JobCommands {
  readonly cancel: (id: string) => Promise<void>;
  readonly runAgain: (job: Job) => Promise<void>;
}

/** How long Redshift keeps the result yet, in milliseconds; null where there is none, or none left. */
export function keptFor(job: Job, now: number | null): number | null {
  if (job.state !== 'FINISHED' || job.expiresAt === null || now === null) {
    return null;
  }
  const left = Date.parse(job.expiresAt) - now;
  return left > 0 ? left : null;
}

/**
 * How long the job took, or has been going on at `now`, in milliseconds.
 *
 * @param now the server's time; null, and so is the answer for a job that goes on, if not known
 */
export function elapsed(job: Job, now: number | null): number | null {
  const end = job.endedAt === null ? now : Date.parse(job.endedAt);
  return end === null ? null : Math.max(0, end - Date.parse(job.submittedAt));
}

/** Whether Redshift has forgotten the job's result by `now`, which is the server's time. */
export function hasExpired(job: Job, now: number | null): boolean {
  return (
    job.state === 'FINISHED' &&
    job.expiresAt !== null &&
    now !== null &&
    Date.parse(job.expiresAt) <= now
  );
}
