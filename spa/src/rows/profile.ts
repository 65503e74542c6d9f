import type { Cell, Column } from '../wire';
import { kindOf, type Kind } from './columns';
import { momentOf } from './moment';
import { compareCells } from './sort';
import { Sum, type Amount } from './Sum';

/** The content of a column, counted over all loaded rows. */
export interface Profile {
  readonly name: string;
  readonly rows: number;
  readonly nulls: number;
  /** The number of different values; at least this many if `isMore`. */
  readonly distinct: number;
  readonly isMore: boolean;
  readonly least: Cell;
  readonly greatest: Cell;
  /** Null if there is no sum. */
  readonly total: Amount | null;
  readonly mean: Amount | null;
  /** How many values lie in each of twelve equal parts from least to greatest; empty for text. */
  readonly histogram: readonly number[];
}

const parts = 12;
/** At most this many different values are counted, because each needs memory. */
const mostDistinct = 20_000;

/** Counts a column, cell by cell. */
export class Tally {
  readonly #column: Column;
  readonly #kind: Kind;
  readonly #seen = new Set<Cell>();
  readonly #sum = new Sum();
  #rows = 0;
  #nulls = 0;
  #least: Cell = null;
  #greatest: Cell = null;

  constructor(column: Column) {
    this.#column = column;
    this.#kind = kindOf(column);
  }

  add(cell: Cell): void {
    this.#rows++;
    if (cell === null) {
      this.#nulls++;
      return;
    }
    if (this.#seen.size < mostDistinct) {
      this.#seen.add(cell);
    }
    if (this.#least === null || compareCells(cell, this.#least, this.#kind) < 0) {
      this.#least = cell;
    }
    if (this.#greatest === null || compareCells(cell, this.#greatest, this.#kind) > 0) {
      this.#greatest = cell;
    }
    if (this.#kind === 'whole' || this.#kind === 'number') {
      // A decimal is a string; a number in such a column is a double of Redshift's.
      if (this.#kind === 'number' && typeof cell === 'number') {
        this.#sum.addDouble(cell);
      } else if (typeof cell !== 'boolean') {
        this.#sum.add(cell);
      }
    }
  }

  /** The empty histogram; fill it in a second pass over the same cells. */
  spread(): Spread {
    return new Spread(this.#kind, this.#least, this.#greatest);
  }

  profile(spread: Spread): Profile {
    return {
      name: this.#column.name,
      rows: this.#rows,
      nulls: this.#nulls,
      distinct: this.#seen.size,
      isMore: this.#seen.size >= mostDistinct,
      least: this.#least,
      greatest: this.#greatest,
      total: this.#sum.total(),
      mean: this.#sum.mean(),
      histogram: spread.counts,
    };
  }
}

/** A histogram that is being filled. */
export class Spread {
  readonly #kind: Kind;
  readonly #from: number;
  readonly #width: number;
  readonly #counts: number[];

  constructor(kind: Kind, least: Cell, greatest: Cell) {
    this.#kind = kind;
    this.#from = this.#place(least);
    this.#width = (this.#place(greatest) - this.#from) / parts;
    this.#counts =
      this.#width > 0 && Number.isFinite(this.#width) ? Array<number>(parts).fill(0) : [];
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  add(cell: Cell): void {
    if (cell !== null && this.#counts.length > 0) {
      const part = Math.floor((this.#place(cell) - this.#from) / this.#width);
      if (!Number.isNaN(part)) {
        const at = Math.min(parts - 1, Math.max(0, part));
        this.#counts[at] = (this.#counts[at] ?? 0) + 1;
      }
    }
  }

  #place(cell: Cell): number {
    if (cell === null || this.#kind === 'text' || this.#kind === 'flag') {
      return NaN;
    }
    return this.#kind === 'time' ? momentOf(String(cell)) : Number(cell);
  }
}
