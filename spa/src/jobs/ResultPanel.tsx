import { useCallback, useEffect, useRef, useState } from 'react';
import { Refused } from '../api';
import type { Job, Rows } from '../wire';
import { isEnded, orderOf } from './jobs';
import { ResultTable } from './ResultTable';
import { useServerTime, type ServerTime } from './useServerTime';
import {
  argumentsInWords,
  durationInWords,
  elapsed,
  errorInWords,
  hasExpired,
  reasonInWords,
  receiptInWords,
  rowsInWords,
  stateInWords,
  titleOf,
} from './words';

/** The chosen job: how it stands, and its rows as soon as there are any. */
export function ResultPanel({
  job,
  result,
  time,
  snapshots,
  cancel,
  runAgain,
  loadRows,
}: {
  readonly job: Job;
  readonly result: Rows | null;
  readonly time: ServerTime;
  /** How many snapshots have come: with each, first rows that could not be had are asked for again. */
  readonly snapshots: number;
  readonly cancel: (id: string) => Promise<void>;
  readonly runAgain: (job: Job) => Promise<void>;
  readonly loadRows: (id: string) => Promise<void>;
}) {
  const { id, state, error, receipt } = job;
  const [loading, setLoading] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [askFault, setAskFault] = useState<unknown>(null);
  const triedAt = useRef<number | null>(null);
  const now = useServerTime(time, 30_000);
  const isExpired = hasExpired(job, now) || isExpiry(fault);
  const wantsFirstRows = state === 'FINISHED' && result === null && !isExpired;
  const hasMore = !isExpired && result !== null && result.next !== null;
  const isRefused = fault instanceof Refused && fault.isFinal;

  const load = useCallback(async () => {
    setLoading(true);
    setFault(null);
    try {
      await loadRows(id);
    } catch (error) {
      setFault(error);
    } finally {
      setLoading(false);
    }
  }, [id, loadRows]);

  useEffect(() => {
    if (wantsFirstRows && !loading && !isRefused && triedAt.current !== snapshots) {
      triedAt.current = snapshots;
      // A push may still bring them within this turn; then they are dropped as known.
      void load();
    }
  }, [wantsFirstRows, loading, isRefused, snapshots, load]);

  const onNearEnd = useCallback(() => {
    // After a failure the button asks, so that a broken server isn't asked without end.
    if (hasMore && !loading && fault === null) {
      void load();
    }
  }, [hasMore, loading, fault, load]);

  async function ask(doing: () => Promise<void>) {
    setAsking(true);
    setAskFault(null);
    try {
      await doing();
    } catch (error) {
      setAskFault(error);
    } finally {
      setAsking(false);
    }
  }

  const offersToRunAgain = isExpired || state === 'FAILED' || state === 'CANCELLED';
  const reason = reasonInWords(job);
  const took = elapsed(job, null);
  const facts = [
    took === null ? stateInWords(job) : `${stateInWords(job)} after ${durationInWords(took)}`,
    job.rowCount !== null && rowsInWords(job.rowCount),
  ].filter(Boolean);

  return (
    <section className="card result" aria-labelledby="result-title">
      <header>
        <div>
          <h2 id="result-title">
            {titleOf(job)} <span className="job-arguments">{argumentsInWords(job)}</span>
          </h2>
          <p role="status">{facts.join(', ')}</p>
          {receipt && <p className="hint receipt">{receiptInWords(job)}</p>}
        </div>
        {!isEnded(job) && (
          <button
            type="button"
            disabled={asking || job.cancelRequested}
            onClick={() => void ask(() => cancel(id))}
          >
            {job.cancelRequested ? 'Cancelling…' : 'Cancel'}
          </button>
        )}
      </header>
      {reason !== null && <p>{reason}. This job starts by itself.</p>}
      {!isEnded(job) && (
        <p className="waiting">
          {job.cancelRequested
            ? 'It stays here until Redshift has stopped it.'
            : 'The rows will appear here by themselves.'}
        </p>
      )}
      {state === 'CANCELLED' && <p>This job was cancelled. It has no rows.</p>}
      {error && (
        <p className="failure" role="alert">
          {error.message}
        </p>
      )}
      {isExpired && (
        <p role="alert">
          Redshift keeps a result for 24 hours, and this one has expired.{' '}
          {result === null
            ? 'Run it again for a new one.'
            : 'The rows below were fetched before that; run it again for new ones.'}
        </p>
      )}
      {fault !== null && (wantsFirstRows || hasMore) && (
        <p className="fault" role="alert">
          {errorInWords(fault)}
        </p>
      )}
      {askFault !== null && (
        <p className="fault" role="alert">
          {errorInWords(askFault)}
        </p>
      )}
      {result && <ResultRows job={job} result={result} onNearEnd={onNearEnd} />}
      {wantsFirstRows && loading && <p className="waiting">Loading rows…</p>}
      <footer>
        {(hasMore || (wantsFirstRows && fault !== null)) && (
          <button type="button" disabled={loading} onClick={() => void load()}>
            {loading ? 'Loading…' : hasMore ? 'Load more rows' : 'Try again'}
          </button>
        )}
        {offersToRunAgain && orderOf(job) && (
          <button type="button" disabled={asking} onClick={() => void ask(() => runAgain(job))}>
            Run again
          </button>
        )}
      </footer>
    </section>
  );
}

function ResultRows({
  job,
  result,
  onNearEnd,
}: {
  readonly job: Job;
  readonly result: Rows;
  readonly onNearEnd: () => void;
}) {
  const known = result.rows.length;
  if (result.columns.length === 0) {
    return <p>This query gives no rows.</p>;
  }
  return (
    <>
      <ResultTable result={result} total={job.rowCount} onNearEnd={onNearEnd} />
      {known === 0 && result.next === null && <p>No rows.</p>}
      {result.next !== null && (
        <p className="hint">
          {job.rowCount === null
            ? `${rowsInWords(known)} so far`
            : `${known.toLocaleString('en')} of ${rowsInWords(job.rowCount)}`}
        </p>
      )}
    </>
  );
}

function isExpiry(fault: unknown): boolean {
  return fault instanceof Refused && fault.problem.code === 'RESULT_EXPIRED';
}
