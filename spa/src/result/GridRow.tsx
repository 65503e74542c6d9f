import { memo } from 'react';
import { isNumeric } from '../rows/columns';
import type { Column, Row } from '../wire';
import { inCell, Null } from './CellText';
import { rowHeight } from './scroll';

/** The visible columns and their places, the same for all rows. */
export interface Frame {
  readonly places: readonly {
    readonly index: number;
    readonly column: Column;
    readonly isNumber: boolean;
    readonly start: number;
    readonly width: number;
  }[];
  /** The width of all columns together. */
  readonly width: number;
}

/** The frame of the columns `from` to `to`; `to` is not included. */
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
 * One row. While rows scroll, most of them get the same props and are not rendered again. A cell is
 * one element, and has no attributes that can be set once for all cells.
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
  /** The place of the row, counted from the row at which the layout starts. */
  readonly place: number;
  /** Undefined while they are being loaded. */
  readonly cells: Row | undefined;
  readonly frame: Frame;
  /** The first and the last selected cell; -1 if none is selected. */
  readonly left: number;
  readonly right: number;
  /** The active cell; -1 in all other rows. */
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
