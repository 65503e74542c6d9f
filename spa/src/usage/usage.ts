import { duration, flag, list, number, object, optional, text } from '../decode';
import type { Drawing } from '../result/shape';
import { strings } from '../strings';
import { durationInWords } from '../words';

const words = strings.usage;

/** By what the sums are told apart. */
export type By = 'day' | 'query' | 'user';

/** What the pictures show. */
export type Measure = keyof typeof words.measures;

/** A sum of what jobs took. */
export interface Counts {
  readonly asked: number;
  readonly statements: number;
  /** Jobs that the running statement of another has served. */
  readonly shared: number;
  /** Jobs that an answer has served that was there already. */
  readonly reused: number;
  /** How long Redshift worked, in milliseconds. */
  readonly warehouse: number;
  /** How long it would have worked besides, in milliseconds. */
  readonly saved: number;
  /** The size of the statements' results. */
  readonly bytes: number;
  /** Calls of the Data API. */
  readonly calls: number;
  /** Such as `0.125 USD`; null if no price is set. */
  readonly price: string | null;
}

/** A sum with the name of its day, query or user; null for own SQL and for nobody. */
export interface Row extends Counts {
  readonly name: string | null;
}

/** What was asked from one day to another. */
export interface Usage {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Row[];
  /** Whether these are all rows, and not only those that took most. */
  readonly isAll: boolean;
  readonly total: Counts;
}

/** @throws WireError if it is no report of this kind */
export function parseUsage(answer: unknown, by: By): Usage {
  const it = object(answer, 'usage');
  return {
    from: text(it.from, 'usage.from'),
    to: text(it.to, 'usage.to'),
    rows: list(it.rows, 'usage.rows', (row, where) => ({
      name: optional(object(row, where)[by], `${where}.${by}`, text),
      ...parseCounts(row, where),
    })),
    isAll: flag(it.isAll, 'usage.isAll'),
    total: parseCounts(it.total, 'usage.total'),
  };
}

function parseCounts(value: unknown, where: string): Counts {
  const it = object(value, where);
  return {
    asked: number(it.asked, `${where}.asked`),
    statements: number(it.statements, `${where}.statements`),
    shared: number(it.shared, `${where}.shared`),
    reused: number(it.reused, `${where}.reused`),
    warehouse: duration(it.warehouse, `${where}.warehouse`),
    saved: duration(it.saved, `${where}.saved`),
    bytes: number(it.bytes, `${where}.bytes`),
    calls: number(it.calls, `${where}.calls`),
    price: optional(it.price, `${where}.price`, text),
  };
}

/** More bars than these can't be read. */
const mostBars = 31;

/**
 * What was run, and on top of it what was saved.
 *
 * @param names of the rows, in their order
 */
export function drawingOf(
  rows: readonly Row[],
  names: readonly string[],
  measure: Measure,
): Drawing {
  const shown = rows.slice(0, mostBars);
  const series = (name: string, value: (row: Row) => number, say: (value: number) => string) => ({
    name,
    values: shown.map(value),
    texts: shown.map((row) => say(value(row))),
  });
  const count = String;
  const seconds = (value: number) => durationInWords(value * 1_000);
  return {
    categories: names.slice(0, mostBars),
    positions: null,
    isTime: false,
    series:
      measure === 'questions'
        ? [
            series(words.statements, (row) => row.statements, count),
            series(words.shared, (row) => row.shared, count),
            series(words.reused, (row) => row.reused, count),
          ]
        : [
            series(words.warehouse, (row) => row.warehouse / 1_000, seconds),
            series(words.saved, (row) => row.saved / 1_000, seconds),
          ],
  };
}
