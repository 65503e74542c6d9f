import { elapsed, isEnded } from '../job';
import { linkToJob } from '../route';
import { strings } from '../strings';
import type { Job } from '../wire';
import { argumentsInWords, stateInWords, titleOf } from '../words';

/** A job that took so long, in milliseconds, is one that people go away from. */
const long = 10_000;

/** The long jobs that have ended from one look to the next. Such as nobody saw going on don't count. */
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

/** Says on the desktop that a job has ended; a click leads to it. */
export function tell(job: Job): void {
  const title = [titleOf(job), argumentsInWords(job)].filter(Boolean).join(' ');
  let notification: Notification;
  try {
    notification = new Notification(strings.jobs.ended(title, stateInWords(job)), {
      tag: job.id,
      icon: '/icon.svg',
    });
  } catch {
    // Phones have the word, and let only service workers say it. The job is in the list all the same.
    return;
  }
  notification.onclick = () => {
    window.focus();
    window.location.hash = linkToJob(job.id);
    notification.close();
  };
}
