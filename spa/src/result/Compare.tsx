import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Api } from '../api';
import { linkToJob } from '../route';
import type { Difference } from '../rows/compare';
import type { SheetCache } from '../rows/SheetCache';
import { strings } from '../strings';
import type { Column, Job, Row, Rows } from '../wire';
import { argumentsInWords, errorInWords, rowsInWords, titleOf } from '../words';
import { CellText } from './CellText';
import { useSheet } from './useSheet';

const words = strings.compare;
/** Larger results are not compared: a comparison needs all rows of both. */
const mostRows = 300_000;

/** What changed from another run of the same query to this one. */
export default function Compare({
  api,
  cache,
  job,
  other,
  pushed,
  contacts,
}: {
  readonly api: Api;
  readonly cache: SheetCache;
  readonly job: Job;
  readonly other: Job;
  readonly pushed: { readonly job: Rows | null; readonly other: Rows | null };
  readonly contacts: number;
}) {
  const tooLarge = [job, other].some(({ rowCount }) => (rowCount ?? 0) > mostRows);
  const now = useSheet(api, cache, job.id, pushed.job, !tooLarge, contacts);
  const before = useSheet(api, cache, other.id, pushed.other, !tooLarge, contacts);
  useSyncExternalStore(now.sheet.subscribe, now.sheet.outline);
  useSyncExternalStore(before.sheet.subscribe, before.sheet.outline);
  const [difference, setDifference] = useState<Difference | null>(null);
  const isWhole = [now, before].every(({ sheet }) => !sheet.isEmpty && sheet.next === null);
  const names = (columns: readonly Column[]) => columns.map(({ name }) => name).join('\n');
  const fits = names(now.sheet.columns) === names(before.sheet.columns);
  const fault = now.fault ?? before.fault;

  useEffect(() => {
    if (!isWhole || !fits) {
      return undefined;
    }
    let open = true;
    now.sheet.compare(before.sheet).then(
      (found) => {
        if (open) {
          setDifference(found);
        }
      },
      () => undefined,
    );
    return () => {
      open = false;
    };
  }, [isWhole, fits, now.sheet, before.sheet]);

  return (
    <section className="compare" aria-labelledby="compare-title">
      <header>
        <h3 id="compare-title">
          {words.title}: <bdi>{titleOf(other)}</bdi>{' '}
          <bdi className="job-arguments">{argumentsInWords(other)}</bdi>
          <span className="hint"> {new Date(other.submittedAt).toLocaleString()}</span>
        </h3>
        <a href={linkToJob(job.id)}>{words.leave}</a>
      </header>
      {tooLarge ? (
        <p role="alert">{words.tooLarge}</p>
      ) : fault !== null ? (
        <p className="fault" role="alert">
          {errorInWords(fault)}
        </p>
      ) : !isWhole || (fits && difference === null) ? (
        <p className="hint" role="status">
          {words.loading}
        </p>
      ) : !fits || difference === null ? (
        <p role="alert">{words.columnsDiffer}</p>
      ) : (
        <Differences columns={now.sheet.columns} difference={difference} />
      )}
    </section>
  );
}

function Differences({
  columns,
  difference,
}: {
  readonly columns: readonly Column[];
  readonly difference: Difference;
}) {
  const { keys, added, removed, changed, same } = difference;
  const by =
    keys === columns.length
      ? words.wholeRow
      : columns
          .slice(0, keys)
          .map(({ name }) => name)
          .join(', ');
  const count = (number: number) => number.toLocaleString();
  const isCut =
    added > difference.addedRows.length ||
    removed > difference.removedRows.length ||
    changed > difference.changedRows.length;
  return (
    <>
      <p className="counts" role="status">
        <span className="added">
          {count(added)} {words.added}
        </span>
        <span className="removed">
          {count(removed)} {words.removed}
        </span>
        <span className="changed">
          {count(changed)} {words.changed}
        </span>
        <span>
          {count(same)} {words.same}
        </span>
      </p>
      <p className="hint">
        {words.key} <bdi>{by}</bdi>.{isCut && ` ${words.shows(rowsInWords(500))}`}
      </p>
      {added + removed + changed === 0 ? (
        <p>{words.none}</p>
      ) : (
        <div className="differences" tabIndex={0} role="region" aria-label={words.title}>
          <table>
            <thead>
              <tr>
                <td />
                {columns.map(({ name }, index) => (
                  <th key={index} scope="col">
                    <bdi>{name}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {difference.changedRows.map(({ before, after }, index) => (
                <Line key={index} mark="changed" columns={columns} row={after} before={before} />
              ))}
              {difference.addedRows.map((row, index) => (
                <Line key={index} mark="added" columns={columns} row={row} />
              ))}
              {difference.removedRows.map((row, index) => (
                <Line key={index} mark="removed" columns={columns} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

const signs = { added: '+', removed: '−', changed: '≠' };

function Line({
  mark,
  columns,
  row,
  before,
}: {
  readonly mark: 'added' | 'removed' | 'changed';
  readonly columns: readonly Column[];
  readonly row: Row;
  readonly before?: Row;
}) {
  return (
    <tr className={mark}>
      <th scope="row">
        <span aria-hidden="true">{signs[mark]}</span>
        <span className="visually-hidden">{words[mark]}</span>
      </th>
      {columns.map((column, index) => {
        const cell = row[index] ?? null;
        const old = before?.[index] ?? null;
        const isOther = before !== undefined && old !== cell;
        return (
          <td key={index} className={isOther ? 'other' : undefined}>
            <CellText cell={cell} column={column} />
            {isOther && (
              <del title={words.was(String(old))}>
                <CellText cell={old} column={column} />
              </del>
            )}
          </td>
        );
      })}
    </tr>
  );
}
