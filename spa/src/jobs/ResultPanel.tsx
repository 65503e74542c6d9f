import { useCallback, useEffect, useState } from 'react';
import { Refused, type Order } from '../api';
import type { Job, Rows } from '../wire';
import { isEnded } from './jobs';
import { ResultTable } from './ResultTable';
import {
  argumentsInWords,
  durationInWords,
  elapsed,
  errorInWords,
  receiptInWords,
  rowsInWords,
  stateInWords,
  titleOf,
} from './words';

/** The chosen job: how it stands, and its rows as soon as there are any. */
export function ResultPanel({
  job,
  result,
  cancel,
  runAgain,
  loadRows,
}: {
  readonly job: Job;
  readonly result: Rows | null;
  readonly cancel: (id: string) => Promise<void>;
  readonly runAgain: (order: Order) => Promise<void>;
  readonly loadRows: (id: string) => Promise<void>;
}) {
  const { id, state, error, receipt } = job;
  const [loading, setLoading] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const wantsFirstRows = state === 'FINISHED' && result === null;
  const hasMore = result !== null && result.next !== null;

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
    if (wantsFirstRows) {
      // A push may still bring them within this turn; then they are dropped as known.
      void load();
    }
  }, [wantsFirstRows, load]);

  const onNearEnd = useCallback(() => {
    // After a failure the button asks, so that a broken server isn't asked without end.
    if (hasMore && !loading && fault === null) {
      void load();
    }
  }, [hasMore, loading, fault, load]);

  async function ask(doing: () => Promise<void>) {
    setAsking(true);
    setFault(null);
    try {
      await doing();
    } catch (error) {
      setFault(error);
    } finally {
      setAsking(false);
    }
  }

  const isExpired =
    error?.code === 'RESULT_EXPIRED' ||
    (fault instanceof Refused && fault.problem.code === 'RESULT_EXPIRED');
  const order = orderOf(job);
  const facts = [
    job.endedAt === null
      ? stateInWords(job)
      : `${stateInWords(job)} after ${durationInWords(elapsed(job, 0))}`,
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
      {job.queue?.reason && !isEnded(job) && <p className="hint">{job.queue.reason}</p>}
      {!isEnded(job) && (
        <p className="waiting">
          {job.cancelRequested
            ? 'It stays here until Redshift has stopped it.'
            : 'The rows will appear here by themselves.'}
        </p>
      )}
      {state === 'CANCELLED' && <p>This job was cancelled. It has no rows.</p>}
      {error && !isExpired && (
        <p className="failure" role="alert">
          {error.message}
        </p>
      )}
      {isExpired && (
        <p role="alert">
          Redshift keeps a result for 24 hours, and this one has expired. Run it again for a new
          one.
        </p>
      )}
      {fault !== null && !isExpired && (
        <p className="fault" role="alert">
          {errorInWords(fault)}
        </p>
      )}
      {result && <ResultRows job={job} result={result} onNearEnd={onNearEnd} />}
      {wantsFirstRows && loading && <p className="waiting">Loading rows…</p>}
      <footer>
        {(hasMore || (wantsFirstRows && fault !== null && !isExpired)) && (
          <button type="button" disabled={loading} onClick={() => void load()}>
            {loading ? 'Loading…' : hasMore ? 'Load more rows' : 'Try again'}
          </button>
        )}
        {order && (isExpired || state === 'FAILED' || state === 'CANCELLED') && (
          <button type="button" disabled={asking} onClick={() => void ask(() => runAgain(order))}>
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

function orderOf(job: Job): Order | null {
  if (job.query !== null) {
    return { query: job.query, arguments: job.arguments };
  }
  return job.sql === null ? null : { sql: job.sql, arguments: job.arguments };
}
