import { memo } from 'react';
import { isNumeric } from '../rows/columns';
import type { Cell, Column } from '../wire';
import { inCell, Null } from './CellText';
import { rowHeight } from './scroll';

/** The columns in sight and where they are, for all rows alike. */
export interface Frame {
  readonly places: readonly {
    readonly index: number;
    readonly column: Column;
    readonly isNumber: boolean;
    readonly start: number;
    readonly width: number;
  }[];
  /** Of all columns together. */
  readonly width: number;
}

/** The frame of the columns from one to another, the last one not included. */
export function frameOf(
  columns: readonly Column[],
  widths: readonly number[],
  edges: readonly number[],
  from: number,
  to: number,
): Frame {
  const places = columns.slice(from, to).map((column, at) => ({
    index: from + at,
    column,
    isNumber: isNumeric(column),
    start: edges[from + at] ?? 0,
    width: widths[from + at] ?? 0,
  }));
  return { places, width: edges.at(-1) ?? 0 };
}

/**
 * One row. While rows go by, most stay as they are: everything that is given is the same then, and
 * nothing is drawn anew. A cell is one element, without what could be said once for all.
 */
export const GridRow = memo(function GridRow({
  table,
  row,
  place,
  cells,
  frame,
  left,
  right,
  active,
}: {
  /** The id of the table. */
  readonly table: string;
  readonly row: number;
  /** Which one it is, counted from where those in sight are laid out. */
  readonly place: number;
  /** Undefined while they are on their way. */
  readonly cells: readonly Cell[] | undefined;
  readonly frame: Frame;
  /** The first and the last marked cell; -1 where none is. */
  readonly left: number;
  readonly right: number;
  /** The cell in which somebody is; -1 in all other rows. */
  readonly active: number;
}) {
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      data-row={row}
      className={row % 2 === 1 ? 'odd' : undefined}
      style={{
        top: place * rowHeight,
        paddingLeft: frame.places[0]?.start ?? 0,
        width: frame.width,
      }}
    >
      {frame.places.map(({ index, column, isNumber, width }) => {
        const cell = cells?.[index] ?? null;
        const shown = cell === null ? null : inCell(cell, column);
        return (
          <div
            role="gridcell"
            key={index}
            id={active === index ? cellId(table, row, index) : undefined}
            data-column={index}
            aria-colindex={index + 1}
            aria-selected={index >= left && index <= right}
            className={
              active === index
                ? isNumber
                  ? 'number active'
                  : 'active'
                : isNumber
                  ? 'number'
                  : undefined
            }
            style={{ width }}
            title={shown?.title}
          >
            {shown !== null ? (
              shown.text
            ) : cells === undefined ? (
              <i className="skeleton" />
            ) : (
              <Null />
            )}
          </div>
        );
      })}
    </div>
  );
});

export function cellId(table: string, row: number, column: number): string {
  return `${table}-${row}-${column}`;
}
