import { useState } from 'react';
import { elapsed, hasExpired, isEnded, keptFor, type JobCommands } from '../job';
import { linkToJob } from '../route';
import { strings } from '../strings';
import { UsualBar } from '../UsualBar';
import { useServerTime, type ServerTime } from '../useServerTime';
import { useTask } from '../useTask';
import type { Job } from '../wire';
import {
  argumentsInWords,
  durationInWords,
  keptInWords,
  reasonInWords,
  rowsInWords,
  sizeInWords,
  stateInWords,
  titleOf,
} from '../words';
import { everyJob, isFiltering, matching, type Filter } from './filter';
import { JobActions } from './JobActions';

const words = strings.jobs;
/** The number of jobs in the short list beside the queries; another view shows all. */
const fewest = 6;

/** The user's jobs, newest first. The list updates by itself. */
export function JobList({
  jobs,
  time,
  selected,
  hasOlder,
  loadOlder,
  commands,
  compact = false,
}: {
  readonly jobs: readonly Job[];
  readonly time: ServerTime;
  readonly selected: string | null;
  /** Null while that is not known. */
  readonly hasOlder: boolean | null;
  readonly loadOlder: () => Promise<void>;
  readonly commands: JobCommands;
  /** Shows only the newest jobs, without a search. */
  readonly compact?: boolean;
}) {
  const now = useServerTime(time, jobs.every(isEnded) ? 30_000 : 1_000);
  const { busy, fault, run } = useTask();
  const [filter, setFilter] = useState(everyJob);
  const found = compact ? jobs.slice(0, fewest) : matching(jobs, filter);

  return (
    <section className="card jobs" aria-labelledby="my-jobs">
      <h2 id="my-jobs" className="group">
        {words.title}
      </h2>
      {!compact && <FilterFields filter={filter} onChange={setFilter} />}
      {jobs.length === 0 && hasOlder === null && <Skeleton />}
      {jobs.length === 0 && hasOlder === false && <p className="hint">{words.nothing}</p>}
      {found.length === 0 && isFiltering(filter) && (
        <p className="hint" role="status">
          {words.noMatch(jobs.length)}
        </p>
      )}
      <ul>
        {found.map((job) => (
          <li key={job.id} className="entry">
            <a
              className="entry-link job"
              href={linkToJob(job.id)}
              aria-current={job.id === selected ? 'true' : undefined}
            >
              <JobLines job={job} now={now} compact={compact} />
            </a>
            {!compact && <JobActions job={job} commands={commands} />}
          </li>
        ))}
      </ul>
      <p className="fault" role="alert">
        {fault}
      </p>
      {hasOlder && !compact && (
        <button type="button" disabled={busy} onClick={() => void run(loadOlder)}>
          {busy ? words.loading : words.older}
        </button>
      )}
      {compact && (jobs.length > fewest || hasOlder === true) && (
        <a className="more" href="#/jobs">
          {words.all}
        </a>
      )}
    </section>
  );
}

function FilterFields({
  filter,
  onChange,
}: {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  return (
    <div className="filters">
      <input
        type="search"
        data-search
        placeholder={words.search}
        aria-label={words.search}
        value={filter.text}
        onChange={(event) => {
          onChange({ ...filter, text: event.target.value });
        }}
      />
      <select
        aria-label={words.state}
        value={filter.state}
        onChange={(event) => {
          onChange({ ...filter, state: event.target.value });
        }}
      >
        {Object.entries(words.states).map(([state, name]) => (
          <option key={state} value={state}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A placeholder for the jobs, so that the layout does not move when they come. */
function Skeleton() {
  return (
    <div className="skeletons" role="status" aria-label={words.loadingJobs}>
      <i className="skeleton" />
      <i className="skeleton" />
      <i className="skeleton" />
    </div>
  );
}

function JobLines({
  job,
  now,
  compact,
}: {
  readonly job: Job;
  readonly now: number | null;
  readonly compact: boolean;
}) {
  const took = elapsed(job, now);
  const reason = reasonInWords(job);
  const kept = compact ? null : keptFor(job, now);
  return (
    <>
      <span className="job-title">
        <bdi>{titleOf(job)}</bdi>
        <bdi className="job-arguments">{argumentsInWords(job)}</bdi>
      </span>
      <span className="job-facts">
        <span className={`state ${job.state.toLowerCase()}`}>{stateInWords(job)}</span>
        {took !== null && <span>{durationInWords(took)}</span>}
        {job.rowCount !== null && <span>{rowsInWords(job.rowCount)}</span>}
        {!compact && job.resultBytes !== null && <span>{sizeInWords(job.resultBytes)}</span>}
        {kept !== null && <span>{keptInWords(kept)}</span>}
        {hasExpired(job, now) && <span>{words.expired}</span>}
      </span>
      <UsualBar job={job} now={now} />
      {reason !== null && <span className="hint">{reason}</span>}
    </>
  );
}
