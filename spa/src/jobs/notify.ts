import { elapsed, isEnded } from '../job';
import { linkToJob } from '../route';
import { strings } from '../strings';
import type { Job } from '../wire';
import { argumentsInWords, stateInWords, titleOf } from '../words';

/** Users leave the page during a job that takes this long, in milliseconds. */
const long = 10_000;

/**
 * The long jobs that have ended between two states. Jobs that were never seen running do not count.
 */
export function newlyEnded(
  before: ReadonlyMap<string, Job>,
  after: ReadonlyMap<string, Job>,
): readonly Job[] {
  return [...after.values()].filter((job) => {
    const known = before.get(job.id);
    const isNews = known !== undefined && !isEnded(known) && isEnded(job);
    return isNews && (elapsed(job, null) ?? 0) >= long;
  });
}

export function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

/** Shows a desktop notification that a job has ended; a click opens the job. */
export function tell(job: Job): void {
  const title = [titleOf(job), argumentsInWords(job)].filter(Boolean).join(' ');
  let notification: Notification;
  try {
    notification = new Notification(strings.jobs.ended(title, stateInWords(job)), {
      tag: job.id,
      icon: '/icon.svg',
    });
  } catch {
    // Phones have the class, but only a service worker may use it. The list shows the job anyway.
    return;
  }
  notification.onclick = () => {
    window.focus();
    window.location.hash = linkToJob(job.id);
    notification.close();
  };
}
