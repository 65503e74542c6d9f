import type { ReactNode } from 'react';
import { asOf } from '../job';
import { strings } from '../strings';
import type { Job } from '../wire';
import { agoInWords } from '../words';

const words = strings.receipt;

/** How old the answer is that served the job, and beside it what leads to a newer one. */
export function AsOf({
  job,
  now,
  children,
}: {
  readonly job: Job;
  /** The server's time; null if it is not known. */
  readonly now: number | null;
  readonly children: ReactNode;
}) {
  const at = asOf(job);
  if (at === null) {
    return null;
  }
  // A clock that is a little behind makes the answer no younger than it was when it was asked for.
  const asked = Date.parse(job.submittedAt);
  const time = new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return (
    <p className="as-of">
      <time dateTime={new Date(at).toISOString()} title={words.asOfHint}>
        {now === null
          ? words.asOf(time)
          : words.asOfAgo(time, agoInWords(Math.max(now, asked) - at))}
      </time>
      {children}
    </p>
  );
}
