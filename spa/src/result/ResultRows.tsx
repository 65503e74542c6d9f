import { useCallback, useEffect, useRef } from 'react';
import { strings } from '../strings';
import type { Chart, Job } from '../wire';
import { rowsInWords } from '../words';
import { Picture } from './Picture';
import { ResultTable } from './ResultTable';
import type { Fetched } from './useSheet';

/** A placeholder as high as the first rows, so that the layout does not move when they come. */
export function RowsToCome() {
  return (
    <div className="rows-to-come" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <i className="skeleton" key={index} />
      ))}
    </div>
  );
}

/** The chart, if there is one, and beside it the table. */
export function ResultRows({
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
      // The rows are visible after this frame.
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
