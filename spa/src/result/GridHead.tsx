import { memo } from 'react';
import { isNumeric } from '../rows/columns';
import type { SortOrder } from '../rows/sort';
import { strings } from '../strings';
import type { Column } from '../wire';
import type { Frame } from './GridRow';

const words = strings.result;

/** The column names; they stay while rows scroll below them. */
export const GridHead = memo(function GridHead({
  frame,
  order,
  onSort,
  onWiden,
  onFit,
}: {
  readonly frame: Frame;
  readonly order: SortOrder | null;
  readonly onSort: (column: number) => void;
  readonly onWiden: (column: number, by: number) => void;
  readonly onFit: (column: number) => void;
}) {
  return (
    <div role="rowgroup" className="grid-head">
      <div
        role="row"
        aria-rowindex={1}
        style={{ paddingLeft: frame.places[0]?.start ?? 0, width: frame.width }}
      >
        {frame.places.map(({ index, column, width }) => (
          <Head
            key={index}
            column={column}
            index={index}
            width={width}
            sorted={order?.column === index ? order.descending : null}
            onSort={() => {
              onSort(index);
            }}
            onWiden={(by) => {
              onWiden(index, by);
            }}
            onFit={() => {
              onFit(index);
            }}
          />
        ))}
      </div>
    </div>
  );
});

function Head({
  column,
  index,
  width,
  sorted,
  onSort,
  onWiden,
  onFit,
}: {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
  /**
   * Whether the table is sorted by this column in descending order; null if it is not sorted by
   * this column.
   */
  readonly sorted: boolean | null;
  readonly onSort: () => void;
  readonly onWiden: (by: number) => void;
  readonly onFit: () => void;
}) {
  const { name, type } = column;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted === null ? 'none' : sorted ? 'descending' : 'ascending'}
      className={isNumeric(column) ? 'number' : undefined}
      style={{ width }}
    >
      <button type="button" tabIndex={-1} title={`${name} (${type})`} onClick={onSort}>
        <bdi className="name">{name}</bdi>
        <span aria-hidden="true" className="arrow">
          {sorted === null ? '' : sorted ? '↓' : '↑'}
        </span>
      </button>
      <span
        className="edge"
        aria-hidden="true"
        title={words.resize(name)}
        onDoubleClick={onFit}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) {
            onWiden(event.movementX);
          }
        }}
      />
    </div>
  );
}
