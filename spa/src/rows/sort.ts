import type { Cell, Row } from '../wire';
import { compareDecimals, decimalOf } from '../decimal';
import type { Kind } from './columns';

/** The column and the direction. NULL is last in both directions. */
export interface SortOrder {
  readonly column: number;
  readonly descending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Compares two cells of a column: numbers digit by digit. */
export function compareCells(a: Cell, b: Cell, kind: Kind): number {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? 1 : -1;
  }
  if (kind === 'whole' && (typeof a === 'string' || typeof b === 'string')) {
    const left = BigInt(a);
    const right = BigInt(b);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (kind === 'whole' || kind === 'number') {
    const left = Number(a);
    const right = Number(b);
    // NaN is greater than all numbers, as in Redshift.
    return Number.isNaN(left) || Number.isNaN(right)
      ? Number(Number.isNaN(left)) - Number(Number.isNaN(right))
      : left < right
        ? -1
        : left > right
          ? 1
          : compareDigits(a, b);
  }
  const left = String(a);
  const right = String(b);
  if (kind === 'text') {
    return collator.compare(left, right);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares two numbers that are the same double. */
function compareDigits(a: Cell, b: Cell): number {
  const left = typeof a === 'string' ? decimalOf(a) : null;
  const right = typeof b === 'string' ? decimalOf(b) : null;
  return left === null || right === null ? 0 : compareDecimals(left, right);
}

/**
 * The row numbers, sorted by a column; equal rows keep their order.
 *
 * @param cells the column's cells, by row
 */
export function sortedBy(cells: Row, kind: Kind, descending: boolean): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from(cells, (_, index) => index);
  const way = descending ? -1 : 1;
  const exact = kind === 'whole' && cells.some((cell) => typeof cell === 'string');
  if ((kind === 'whole' && !exact) || kind === 'number') {
    // A million doubles in one array compare many times faster than a million cells.
    const keys = Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)));
    const missing = (row: number) => (cells[row] === null ? 2 : 1);
    const digits = (a: number, b: number) =>
      cells[a] === cells[b] ? 0 : compareDigits(cells[a] ?? null, cells[b] ?? null);
    return order.sort((a, b) => {
      const left = keys[a] ?? NaN;
      const right = keys[b] ?? NaN;
      if (left !== left || right !== right) {
        const nulls = missing(a) - missing(b);
        return nulls || way * (Number(left !== left) - Number(right !== right)) || a - b;
      }
      const order = left < right ? -1 : left > right ? 1 : digits(a, b);
      return way * order || a - b;
    });
  }
  return order.sort((a, b) => {
    const left = cells[a] ?? null;
    const right = cells[b] ?? null;
    const either = left === null || right === null;
    return (either ? 1 : way) * compareCells(left, right, kind) || a - b;
  });
}
