import { useState } from 'react';
import type { Job } from '../wire';
import { isEnded } from './jobs';
import { useServerTime, type ServerTime } from './useServerTime';
import {
  argumentsInWords,
  durationInWords,
  elapsed,
  errorInWords,
  hasExpired,
  reasonInWords,
  rowsInWords,
  stateInWords,
  titleOf,
} from './words';

/** The user's jobs, newest first. It changes by itself. */
export function JobList({
  jobs,
  time,
  selected,
  onSelect,
  hasOlder,
  loadOlder,
}: {
  readonly jobs: readonly Job[];
  readonly time: ServerTime;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** Null while that isn't known. */
  readonly hasOlder: boolean | null;
  readonly loadOlder: () => Promise<void>;
}) {
  const now = useServerTime(time, jobs.every(isEnded) ? 30_000 : 1_000);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  async function older() {
    setBusy(true);
    setFault('');
    try {
      await loadOlder();
    } catch (error) {
      setFault(errorInWords(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="card jobs" aria-labelledby="my-jobs">
      <h2 id="my-jobs">My jobs</h2>
      {jobs.length === 0 && hasOlder === false && (
        <p className="hint">Nothing yet. Choose a query above and run it.</p>
      )}
      <ul>
        {jobs.map((job) => (
          <li key={job.id}>
            <button
              type="button"
              className="job"
              aria-current={job.id === selected}
              onClick={() => {
                onSelect(job.id);
              }}
            >
              <JobLines job={job} now={now} />
            </button>
          </li>
        ))}
      </ul>
      <p className="fault" role="alert">
        {fault}
      </p>
      {hasOlder && (
        <button type="button" disabled={busy} onClick={() => void older()}>
          {busy ? 'Loading…' : 'Load older'}
        </button>
      )}
    </section>
  );
}

function JobLines({ job, now }: { readonly job: Job; readonly now: number | null }) {
  const took = elapsed(job, now);
  const reason = reasonInWords(job);
  return (
    <>
      <span className="job-title">
        {titleOf(job)}
        <span className="job-arguments">{argumentsInWords(job)}</span>
      </span>
      <span className="job-facts">
        <span className={`state ${job.state.toLowerCase()}`}>{stateInWords(job)}</span>
        {took !== null && <span>{durationInWords(took)}</span>}
        {job.rowCount !== null && <span>{rowsInWords(job.rowCount)}</span>}
        {hasExpired(job, now) && <span>result expired</span>}
      </span>
      {reason !== null && <span className="hint">{reason}</span>}
    </>
  );
}
