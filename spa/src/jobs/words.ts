import { Refused, SessionOver, Unreachable } from '../api';
import type { Job } from '../wire';
import { isEnded } from './jobs';

/** A job's state as people say it. */
export function stateInWords(job: Job): string {
  if (job.cancelRequested && !isEnded(job)) {
    return 'cancelling…';
  }
  switch (job.state) {
    case 'SUBMITTED':
      return job.queue?.position ? `waiting, number ${job.queue.position} in line` : 'waiting';
    case 'RUNNING':
      return 'running';
    case 'FINISHED':
      return 'finished';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
  }
}

/** Why a job waits, by the codes of the protocol. A code that is new to us says nothing. */
const reasons: Readonly<Record<string, string>> = {
  WAREHOUSE_FULL: 'Redshift is running as many statements as it can',
  THROTTLED: 'Redshift asks for fewer requests',
  UNREACHABLE: 'Redshift can’t be reached',
};

/** Why a job waits for room; null if it doesn't, or nobody knows. */
export function reasonInWords(job: Job): string | null {
  const waits = job.state === 'SUBMITTED' && !job.cancelRequested;
  return waits && job.queue?.reason ? (reasons[job.queue.reason] ?? null) : null;
}

export function titleOf(job: Job): string {
  return job.title ?? job.query ?? 'SQL of your own';
}

/** The arguments on one line: "2015-03, 10". What is switched on goes by its name. */
export function argumentsInWords(job: Job): string {
  return Object.entries(job.arguments)
    .filter(([, value]) => value !== null && value !== false && value !== '')
    .map(([name, value]) => (value === true ? name : String(value)))
    .join(', ');
}

export function rowsInWords(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`;
}

/** @param milliseconds may be negative where two clocks differ, which counts as no time */
export function durationInWords(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 1_000) {
    return `${Math.round(time)} ms`;
  }
  if (time < 10_000) {
    return `${(time / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(time / 1_000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
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

/** What can bring the news of an end. */
const messengers: Readonly<Record<string, string>> = {
  event: 'told by Redshift’s event',
  sweeper: 'found by the sweeper',
  wait: 'told while the server waited for it',
};

/** What brought the news of the job's end, and how fast; null while there is no such news. */
export function receiptInWords({ receipt }: Job): string | null {
  if (!receipt?.learnedFrom) {
    return null;
  }
  const { learned, learnedFrom, redshiftEnded } = receipt;
  const told = messengers[learnedFrom] ?? `told by ${learnedFrom}`;
  if (learned === null || redshiftEnded === null) {
    return told;
  }
  const late = durationInWords(Date.parse(learned) - Date.parse(redshiftEnded));
  return `${told}, ${late} after Redshift ended`;
}

/** What went wrong with a call, and what to do about it. */
export function errorInWords(error: unknown): string {
  if (error instanceof Refused) {
    return refusalInWords(error);
  }
  if (error instanceof Unreachable) {
    return 'The server can’t be reached. Check your network, then try again.';
  }
  if (error instanceof SessionOver) {
    return 'Your sign-in has ended. Please sign in again.';
  }
  return 'The server answered something that this page can’t read. Load the page again.';
}

function refusalInWords({ message, problem: { code, status, retryAfter } }: Refused): string {
  if (code === 'TOO_MANY_JOBS') {
    return 'Too many of your jobs are waiting already. Run this again when some of them have started, or cancel some.';
  }
  if (status === 429) {
    const soon = retryAfter === null || retryAfter <= 1;
    return `The server was asked too often. Try again in ${soon ? 'a moment' : `${retryAfter} seconds`}.`;
  }
  return message;
}
