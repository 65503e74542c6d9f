import { Refused, SessionOver, Unreachable } from './api';
import { isEnded } from './job';
import { strings } from './strings';
import type { Job } from './wire';

/** A job's state in words. */
export function stateInWords(job: Job): string {
  const { states } = strings.job;
  if (job.cancelRequested && !isEnded(job)) {
    return states.cancelling;
  }
  switch (job.state) {
    case 'SUBMITTED':
      return job.queue?.position ? states.place(job.queue.position) : states.waiting;
    case 'RUNNING':
      return states.running;
    case 'FINISHED':
      return states.finished;
    case 'FAILED':
      return states.failed;
    case 'CANCELLED':
      return states.cancelled;
  }
}

/** Why a job waits in the queue; null if it does not wait, or if the code is unknown. */
export function reasonInWords(job: Job): string | null {
  const waits = job.state === 'SUBMITTED' && !job.cancelRequested;
  return waits && job.queue?.reason ? (strings.job.reasons[job.queue.reason] ?? null) : null;
}

export function titleOf(job: Job): string {
  return job.title ?? job.query ?? strings.jobs.ownSql;
}

/** The arguments on one line: "2015-03, 10". A checked box is shown by its name. */
export function argumentsInWords(job: Job): string {
  return Object.entries(job.arguments)
    .filter(([, value]) => value !== null && value !== false && value !== '')
    .map(([name, value]) => (value === true ? name : String(value)))
    .join(', ');
}

export function rowsInWords(count: number): string {
  return strings.result.rows(count);
}

/** @param milliseconds may be negative if two clocks differ, and is then taken as 0 */
export function durationInWords(milliseconds: number): string {
  const words = strings.time;
  const time = Math.max(0, milliseconds);
  if (time < 1_000) {
    return words.milliseconds(Math.round(time));
  }
  if (time < 10_000) {
    return words.seconds((time / 1_000).toFixed(1));
  }
  const seconds = Math.round(time / 1_000);
  if (seconds < 60) {
    return words.seconds(seconds);
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? words.minutes(minutes, seconds % 60)
    : words.hours(Math.floor(minutes / 60), minutes % 60);
}

const units = ['B', 'KB', 'MB', 'GB'];

/** A size in words: "2.2 KB", in thousands. */
export function sizeInWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && size < 9.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** How much longer a result is kept: "23 h left", in minutes at the end. */
export function keptInWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const { kept } = strings.time;
  return strings.jobs.expiresIn(
    minutes >= 60 ? kept.hours(Math.floor(minutes / 60)) : kept.minutes(Math.max(1, minutes)),
  );
}

/** How long ago something was, in minutes. */
export function agoInWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const { ago, kept, hours } = strings.time;
  if (minutes < 1) {
    return ago.justNow;
  }
  return ago.since(
    minutes < 60 ? kept.minutes(minutes) : hours(Math.floor(minutes / 60), minutes % 60),
  );
}

/** How the job's end was learned, and how fast; null while it is not known. */
export function receiptInWords({ receipt }: Job): string | null {
  if (!receipt?.learnedFrom) {
    return null;
  }
  const { learned, learnedFrom, redshiftEnded } = receipt;
  const { messengers, toldBy, late } = strings.receipt;
  const told = messengers[learnedFrom] ?? toldBy(learnedFrom);
  if (learned === null || redshiftEnded === null) {
    return told;
  }
  return late(told, durationInWords(Date.parse(learned) - Date.parse(redshiftEnded)));
}

/** What the job took of the warehouse; null while that is not known. */
export function costInWords({ cost }: Job): string | null {
  if (cost?.warehouse == null || cost.saved === null) {
    return null;
  }
  return cost.saved > 0
    ? strings.receipt.saved(durationInWords(cost.saved))
    : strings.receipt.cost(durationInWords(cost.warehouse), cost.calls, cost.price);
}

/** What went wrong with a call, and what to do about it. */
export function errorInWords(error: unknown): string {
  if (error instanceof Refused) {
    return refusalInWords(error);
  }
  if (error instanceof Unreachable) {
    return strings.errors.unreachable;
  }
  if (error instanceof SessionOver) {
    return strings.app.sessionOver;
  }
  return strings.errors.unreadable;
}

function refusalInWords({ message, problem: { code, status, retryAfter } }: Refused): string {
  if (code === 'TOO_MANY_JOBS') {
    return strings.errors.tooManyJobs;
  }
  if (status === 429) {
    return strings.errors.tooOften(retryAfter);
  }
  return message;
}
