import { lazy, Suspense, useState } from 'react';
import { Refused, type Api } from '../api';
import { CopyLink } from '../CopyLink';
import { ErrorBoundary } from '../ErrorBoundary';
import {
  elapsed,
  hasExpired,
  isAnswered,
  isEnded,
  keptFor,
  submissionOf,
  type JobCommands,
} from '../job';
import { AsOf } from '../receipt/AsOf';
import { ReceiptLine } from '../receipt/ReceiptLine';
import type { Seen } from '../receipt/steps';
import { linkToJob } from '../route';
import type { SheetCache } from '../rows/SheetCache';
import { strings } from '../strings';
import { UsualBar } from '../UsualBar';
import { useServerTime, type ServerTime } from '../useServerTime';
import { useTask } from '../useTask';
import type { Chart, Job, Rows } from '../wire';
import {
  argumentsInWords,
  durationInWords,
  errorInWords,
  keptInWords,
  reasonInWords,
  rowsInWords,
  sizeInWords,
  stateInWords,
  titleOf,
} from '../words';
import { ColumnProfiles } from './ColumnProfiles';
import { CompareWith } from './CompareWith';
import { CopyRows } from './CopyRows';
import { Downloads } from './Downloads';
import { ResultRows, RowsToCome } from './ResultRows';
import { useSheet } from './useSheet';

/** Loaded when two runs are compared for the first time. */
const Compare = lazy(() => import('./Compare'));
const words = strings.job;

/** What the panel needs from the page. */
export interface PanelContext {
  readonly api: Api;
  readonly cache: SheetCache;
  readonly time: ServerTime;
  /**
   * The number of snapshots and beats so far. After each, rows that could not be loaded are requested
   * again.
   */
  readonly contacts: number;
  readonly commands: JobCommands;
  /** The first rows of a job, if they were pushed. */
  readonly pushedRows: (id: string) => Rows | null;
  readonly onPainted: (id: string) => void;
}

/** The chosen job: its state, and its rows as soon as there are any. */
export function ResultPanel({
  job,
  context,
  seen,
  edit,
  chart,
  isOffered,
  others = [],
  other = null,
}: {
  readonly job: Job;
  readonly context: PanelContext;
  readonly seen: Seen;
  /**
   * The address of the query's form with these arguments; null if the job is not from the
   * catalogue.
   */
  readonly edit: string | null;
  /** The chart that the query's author suggests. */
  readonly chart: Chart | null;
  /** Whether the job's query still exists. */
  readonly isOffered: boolean;
  /** Other runs of the same query, to compare with. */
  readonly others?: readonly Job[];
  readonly other?: Job | null;
}) {
  const { api, cache, time, contacts, commands } = context;
  const { id, state, error } = job;
  const { busy, fault: commandFault, run } = useTask();
  const [said, setSaid] = useState('');
  const now = useServerTime(time, isEnded(job) ? 30_000 : 1_000);
  const hasGone = hasExpired(job, now);
  const fetched = useSheet(
    api,
    cache,
    id,
    context.pushedRows(id),
    state === 'FINISHED' && !hasGone,
    contacts,
  );
  const { sheet, fault } = fetched;
  const isExpired = hasGone || isExpiry(fault);
  const wantsFirst = state === 'FINISHED' && sheet.isEmpty && !isExpired;
  const hasMore = !isExpired && !sheet.isEmpty && sheet.next !== null;

  const canRunAgain = isEnded(job) && submissionOf(job) !== null && isOffered;
  const isUrgent = isExpired || state === 'FAILED' || state === 'CANCELLED';
  const reason = reasonInWords(job);
  const took = elapsed(job, isEnded(job) ? null : now);
  const kept = keptFor(job, now);
  const facts = [
    took !== null && isEnded(job) && !isAnswered(job)
      ? words.after(stateInWords(job), durationInWords(took))
      : stateInWords(job),
    job.rowCount !== null && rowsInWords(job.rowCount),
    job.resultBytes !== null && sizeInWords(job.resultBytes),
    kept !== null && !isExpired && keptInWords(kept),
  ].filter(Boolean);

  return (
    <section className="card result" aria-labelledby="result-title">
      <header>
        <div>
          <h2 id="result-title">
            <bdi>{titleOf(job)}</bdi> <bdi className="job-arguments">{argumentsInWords(job)}</bdi>
          </h2>
          <p className="facts">
            <span role="status">{facts.join(', ')}</span>
            {!isEnded(job) && took !== null && (
              <span className="ticking">{durationInWords(took)}</span>
            )}
          </p>
          <UsualBar job={job} now={now} />
        </div>
        <div className="actions">
          {!isEnded(job) && (
            <button
              type="button"
              disabled={busy || job.cancelRequested}
              onClick={() => void run(() => commands.cancel(id))}
            >
              {job.cancelRequested ? words.cancelling : words.cancel}
            </button>
          )}
          {canRunAgain && !isAnswered(job) && (
            <button
              type="button"
              className={isUrgent ? undefined : 'quiet'}
              disabled={busy}
              onClick={() => void run(() => commands.runAgain(job))}
            >
              {words.runAgain}
            </button>
          )}
          {edit !== null && (
            <a className="button quiet" href={edit}>
              {words.edit}
            </a>
          )}
        </div>
      </header>
      <AsOf job={job} now={now}>
        {canRunAgain && (
          <button
            type="button"
            disabled={busy}
            onClick={() => void run(() => commands.runAgain(job))}
          >
            {strings.receipt.runAnew}
          </button>
        )}
      </AsOf>
      {!isOffered && job.query !== null && <p className="hint">{words.queryGone}</p>}
      {job.sql !== null && (
        <details className="sql">
          <summary>{words.showSql}</summary>
          <pre tabIndex={0} aria-label={words.showSql}>
            <bdi>{job.sql}</bdi>
          </pre>
        </details>
      )}
      {reason !== null && <p>{words.startsByItself(reason)}</p>}
      {!isEnded(job) && (
        <>
          <p className="waiting">
            {job.cancelRequested ? words.untilStopped : words.rowsByThemselves}
          </p>
          <RowsToCome />
        </>
      )}
      {state === 'CANCELLED' && <p>{words.wasCancelled}</p>}
      {error && (
        <p className="failure" role="alert">
          <bdi>{error.message}</bdi>
        </p>
      )}
      {isExpired && (
        <p role="alert">
          {words.expired} {sheet.isEmpty ? words.expiredNew : words.expiredKept}
        </p>
      )}
      {fault !== null && !isExpired && (wantsFirst || hasMore) && (
        <p className="fault" role="alert">
          {errorInWords(fault)}
        </p>
      )}
      {commandFault && (
        <p className="fault" role="alert">
          {commandFault}
        </p>
      )}
      {wantsFirst && fault === null && (
        <>
          <p className="visually-hidden" role="status">
            {strings.result.loading}
          </p>
          <RowsToCome />
        </>
      )}
      {other !== null && (
        <ErrorBoundary>
          <Suspense fallback={<RowsToCome />}>
            <Compare
              key={other.id}
              api={api}
              cache={cache}
              job={job}
              other={other}
              pushed={{ job: context.pushedRows(id), other: context.pushedRows(other.id) }}
              contacts={contacts}
            />
          </Suspense>
        </ErrorBoundary>
      )}
      {!sheet.isEmpty && other === null && (
        <ResultRows
          job={job}
          fetched={fetched}
          chart={chart}
          hasMore={hasMore}
          onPainted={context.onPainted}
          onSaid={setSaid}
        />
      )}
      {wantsFirst && fault !== null && (
        <div className="actions">
          <button type="button" disabled={fetched.isLoading} onClick={() => void fetched.load()}>
            {strings.app.tryAgain}
          </button>
        </div>
      )}
      {!sheet.isEmpty && sheet.columns.length > 0 && (
        <div className="actions below-rows">
          {!isExpired && <Downloads api={api} id={id} />}
          <CopyRows fetched={fetched} onSaid={setSaid} />
          <CopyLink link={linkToJob(id, other?.id)} />
          {others.length > 0 && <CompareWith job={job} others={others} other={other} />}
          <span className="hint" role="status">
            {said}
          </span>
        </div>
      )}
      {!sheet.isEmpty && sheet.columns.length > 0 && sheet.count > 0 && (
        <ColumnProfiles sheet={sheet} />
      )}
      <ReceiptLine job={job} seen={seen} />
    </section>
  );
}

function isExpiry(fault: unknown): boolean {
  return fault instanceof Refused && fault.problem.code === 'RESULT_EXPIRED';
}
