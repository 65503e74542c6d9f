import { runningFor } from './job';
import { strings } from './strings';
import type { Job } from './wire';
import { durationInWords } from './words';

const words = strings.usual;

/** A bar that is full in less than this says nothing. In milliseconds. */
const blink = 1_000;

/**
 * How much of the time that its like usually take a running job has had. It says so when the job
 * takes longer. Nothing, if the job does not run or the usual time is not known.
 *
 * @param now the server's time; null if it is not known
 */
export function UsualBar({ job, now }: { readonly job: Job; readonly now: number | null }) {
  const { usual } = job;
  const time = runningFor(job, now);
  if (!usual || time === null || Math.max(usual, time) < blink || job.cancelRequested) {
    return null;
  }
  const isLonger = time > usual;
  const said = (isLonger ? words.longer : words.usually)(durationInWords(usual));
  return (
    <span className={isLonger ? 'usual longer' : 'usual'}>
      <progress
        aria-label={words.bar}
        aria-valuetext={said}
        max={usual}
        value={Math.min(time, usual)}
      />
      <span>{said}</span>
    </span>
  );
}
