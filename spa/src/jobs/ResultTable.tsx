import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Cell, Rows } from '../wire';
import { columnWidths, isNumeric } from './columns';

/** In pixels; the style sheet sets the same. */
const rowHeight = 32;
/** So many rows before the end of what is known, more are asked for. */
const headStart = 50;

/** Columns and rows. Only the rows in sight are in the document, however many there are. */
export function ResultTable({
  result,
  total,
  onNearEnd,
}: {
  readonly result: Rows;
  /** How many rows there are in all; null while that isn't known. */
  readonly total: number | null;
  /** The end of the known rows is near; called again and again while it is. */
  readonly onNearEnd: () => void;
}) {
  const { columns, rows } = result;
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const inSight = virtual.getVirtualItems();
  const first = inSight[0];
  const last = inSight.at(-1);
  // A push may bring the columns alone, with all the rows still to be asked for.
  const near = rows.length === 0 || (last?.index ?? -1) >= rows.length - headStart;

  useEffect(() => {
    if (near) {
      onNearEnd();
    }
  }, [near, rows.length, onNearEnd]);

  const widths = useMemo(() => columnWidths(result), [result]);
  const numeric = useMemo(() => columns.map(isNumeric), [columns]);

  return (
    <div className="rows" ref={scroller} tabIndex={0} role="region" aria-label="Rows">
      <table aria-rowcount={(total ?? rows.length) + 1}>
        <colgroup>
          {columns.map(({ name }, index) => (
            <col
              key={`${index} ${name}`}
              style={{ width: `calc(${widths[index] ?? 0}ch + 1.75rem)` }}
            />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, type }, index) => (
              <th
                key={`${index} ${name}`}
                scope="col"
                title={type}
                className={numeric[index] ? 'number' : undefined}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={first?.start ?? 0} />
          {inSight.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2}>
              {rows[index]?.map((cell, column) => (
                <td key={column} className={numeric[column] ? 'number' : undefined}>
                  <CellText cell={cell} />
                </td>
              ))}
            </tr>
          ))}
          <Gap height={virtual.getTotalSize() - (last?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? (
    <tr aria-hidden="true" className="gap">
      <td style={{ height }} />
    </tr>
  ) : null;
}

/** NULL must look like neither an empty text nor the word. */
function CellText({ cell }: { readonly cell: Cell }) {
  if (cell === null) {
    return (
      <span className="null" title="NULL: there is no value here">
        NULL
      </span>
    );
  }
  const text = String(cell);
  return <span title={text.length > 24 ? text : undefined}>{text}</span>;
}
