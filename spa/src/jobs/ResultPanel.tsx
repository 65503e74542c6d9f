import { useCallback, useEffect, useRef, useState } from 'react';
import { Refused, type Api } from '../api';
import type { Seen } from '../receipt/steps';
import { ReceiptLine } from '../receipt/ReceiptLine';
import { ColumnProfiles } from '../result/ColumnProfiles';
import { Compare } from '../result/Compare';
import { Downloads } from '../result/Downloads';
import { ResultTable } from '../result/ResultTable';
import { Picture } from '../result/Picture';
import { useSheet, type Fetched } from '../result/useSheet';
import { copyText } from '../copy';
import { go, linkToJob, linkToQuery } from '../route';
import type { SheetShelf } from '../rows/SheetShelf';
import { strings } from '../strings';
import type { Chart, Job, Rows } from '../wire';
import { given } from './arguments';
import { CopyLink } from './CopyLink';
import type { Doings } from './JobActions';
import { isEnded, orderOf } from './jobs';
import { useServerTime, type ServerTime } from './useServerTime';
import {
  argumentsInWords,
  durationInWords,
  elapsed,
  errorInWords,
  hasExpired,
  keptFor,
  keptInWords,
  reasonInWords,
  rowsInWords,
  sizeInWords,
  stateInWords,
  titleOf,
} from './words';

const words = strings.job;

/** What the panel needs of the page around it. */
export interface PanelWorld {
  readonly api: Api;
  readonly shelf: SheetShelf;
  readonly time: ServerTime;
  /** How many snapshots have come: with each, rows that could not be had are asked for again. */
  readonly snapshots: number;
  readonly doings: Doings;
  /** The first rows of a job, where they were pushed. */
  readonly pushedRows: (id: string) => Rows | null;
  readonly onPainted: (id: string) => void;
}

/** The chosen job: how it stands, and its rows as soon as there are any. */
export function ResultPanel({
  job,
  world,
  seen,
  chart,
  isOffered,
  others = [],
  other = null,
}: {
  readonly job: Job;
  readonly world: PanelWorld;
  readonly seen: Seen;
  /** What the query would have drawn; null where it doesn't say. */
  readonly chart: Chart | null;
  /** Whether the job's query is still there. */
  readonly isOffered: boolean;
  /** Earlier and later runs of the same query that it can be compared with. */
  readonly others?: readonly Job[];
  readonly other?: Job | null;
}) {
  const { api, shelf, time, snapshots, doings } = world;
  const { id, state, error } = job;
  const [asking, setAsking] = useState(false);
  const [askFault, setAskFault] = useState<unknown>(null);
  const [said, setSaid] = useState('');
  const now = useServerTime(time, isEnded(job) ? 30_000 : 1_000);
  const hasGone = hasExpired(job, now);
  const fetched = useSheet(
    api,
    shelf,
    id,
    world.pushedRows(id),
    state === 'FINISHED' && !hasGone,
    snapshots,
  );
  const { sheet, fault } = fetched;
  const isExpired = hasGone || isExpiry(fault);
  const wantsFirst = state === 'FINISHED' && sheet.isEmpty && !isExpired;
  const hasMore = !isExpired && !sheet.isEmpty && sheet.next !== null;

  async function ask(doing: () => Promise<void>) {
    setAsking(true);
    setAskFault(null);
    try {
      await doing();
    } catch (failure) {
      setAskFault(failure);
    } finally {
      setAsking(false);
    }
  }

  const canRunAgain = isEnded(job) && orderOf(job) !== null && isOffered;
  const isUrgent = isExpired || state === 'FAILED' || state === 'CANCELLED';
  const reason = reasonInWords(job);
  const took = elapsed(job, isEnded(job) ? null : now);
  const kept = keptFor(job, now);
  const facts = [
    took === null
      ? stateInWords(job)
      : isEnded(job)
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
        </div>
        <div className="actions">
          {!isEnded(job) && (
            <button
              type="button"
              disabled={asking || job.cancelRequested}
              onClick={() => void ask(() => doings.cancel(id))}
            >
              {job.cancelRequested ? words.cancelling : words.cancel}
            </button>
          )}
          {canRunAgain && (
            <button
              type="button"
              className={isUrgent ? undefined : 'quiet'}
              disabled={asking}
              onClick={() => void ask(() => doings.runAgain(job))}
            >
              {words.runAgain}
            </button>
          )}
          {job.query !== null && isOffered && (
            <a className="button quiet" href={linkToQuery(job.query, given(job.arguments))}>
              {words.edit}
            </a>
          )}
        </div>
      </header>
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
      {askFault !== null && (
        <p className="fault" role="alert">
          {errorInWords(askFault)}
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
        <Compare
          key={other.id}
          api={api}
          shelf={shelf}
          job={job}
          other={other}
          pushed={{ job: world.pushedRows(id), other: world.pushedRows(other.id) }}
          snapshots={snapshots}
        />
      )}
      {!sheet.isEmpty && other === null && (
        <ResultRows
          job={job}
          fetched={fetched}
          chart={chart}
          hasMore={hasMore}
          onPainted={world.onPainted}
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

/** As high as the first rows will be, so that nothing jumps when they come. */
function RowsToCome() {
  return (
    <div className="rows-to-come" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <i className="skeleton" key={index} />
      ))}
    </div>
  );
}

function ResultRows({
  job,
  fetched,
  chart,
  hasMore,
  onPainted,
  onSaid,
}: {
  readonly job: Job;
  readonly fetched: Fetched;
  readonly chart: Chart | null;
  readonly hasMore: boolean;
  readonly onPainted: (id: string) => void;
  readonly onSaid: (words: string) => void;
}) {
  const { sheet, isLoading, fault, load } = fetched;
  const { id } = job;
  const painted = useRef(false);

  useEffect(() => {
    if (!painted.current) {
      painted.current = true;
      // After this frame they are on the screen.
      requestAnimationFrame(() => {
        onPainted(id);
      });
    }
  }, [id, onPainted]);

  const onNearEnd = useCallback(() => {
    if (hasMore && !isLoading && fault === null) {
      void load();
    }
  }, [hasMore, isLoading, fault, load]);

  if (sheet.columns.length === 0) {
    return <p>{strings.result.noRowSet}</p>;
  }
  const known = sheet.count;
  return (
    <div className="pictured">
      <Picture sheet={sheet} suggested={chart} />
      <div className="table-side">
        <ResultTable sheet={sheet} total={job.rowCount} onNearEnd={onNearEnd} onCopied={onSaid} />
        {known === 0 && sheet.next === null && <p>{strings.result.noRows}</p>}
        {hasMore && (
          <p className="hint more-rows">
            {job.rowCount === null
              ? strings.result.soFar(rowsInWords(known))
              : strings.result.of(known.toLocaleString('en'), rowsInWords(job.rowCount))}
            {'. '}
            {strings.result.sortWaits}{' '}
            <button type="button" className="link" disabled={isLoading} onClick={() => void load()}>
              {isLoading ? strings.result.loadingMore : strings.result.loadMore}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function CopyRows({
  fetched: { sheet },
  onSaid,
}: {
  readonly fetched: Fetched;
  readonly onSaid: (words: string) => void;
}) {
  async function copy() {
    const columns = sheet.columns.map((_, index) => index);
    const done = await copyText(await sheet.tsv(0, sheet.count, columns, true));
    onSaid(done ? strings.result.copied(rowsInWords(sheet.count)) : strings.result.copyFailed);
  }
  return (
    <button type="button" className="quiet" onClick={() => void copy()}>
      {strings.result.copyAll}
    </button>
  );
}

function CompareWith({
  job,
  others,
  other,
}: {
  readonly job: Job;
  readonly others: readonly Job[];
  readonly other: Job | null;
}) {
  return (
    <label className="compare-with">
      <span>{strings.compare.with}</span>
      <select
        className="quiet"
        value={other?.id ?? ''}
        onChange={(event) => {
          go(linkToJob(job.id, event.target.value || null));
        }}
      >
        <option value="">{strings.compare.choose}</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            {argumentsInWords(each)} · {new Date(each.submittedAt).toLocaleString()}
          </option>
        ))}
      </select>
    </label>
  );
}

function isExpiry(fault: unknown): boolean {
  return fault instanceof Refused && fault.problem.code === 'RESULT_EXPIRED';
}
