import { isNumeric, kindOf } from '../rows/columns';
import type { Cell, Chart, Column, Row } from '../wire';

/** What can be drawn from a result. Columns are given by their number. */
export interface Shape {
  readonly kind: Chart;
  /** The column on the horizontal axis. */
  readonly by: number;
  /**
   * The column that separates the series, or the vertical axis of a heat map; null if there is
   * none.
   */
  readonly split: number | null;
  /** The columns that can be measured, best first. */
  readonly measures: readonly number[];
  /** The charts that fit these columns. */
  readonly kinds: readonly Chart[];
}

/** More series than this can't be told apart. */
const mostSeries = 12;
const fewestRows = 2;

/**
 * What to draw from the rows: the suggested chart if the columns allow it, else a chart that fits
 * them. Null if no chart makes sense.
 */
export function shapeOf(
  columns: readonly Column[],
  rows: readonly Row[],
  suggested: Chart | null,
): Shape | null {
  if (rows.length < fewestRows) {
    return null;
  }
  const all = columns.map((_, index) => index);
  const numeric = all.filter((index) => isNumericAt(columns, index));
  const distinct = all.map((index) => new Set(rows.map((row) => row[index] ?? null)).size);
  const time = all.find((index) => kindAt(columns, index) === 'time' && (distinct[index] ?? 0) > 1);
  const texts = all.filter((index) => kindAt(columns, index) === 'text');

  if (suggested === 'heatmap') {
    const heat = heatmapOf(all, numeric, texts, distinct, rows);
    if (heat !== null) {
      return heat;
    }
  }
  const by = time ?? texts[0] ?? (suggested === null ? undefined : numeric[0]);
  const measures = numeric.filter((index) => index !== by && !isPlace(columns, index));
  if (by === undefined || measures.length === 0) {
    return null;
  }
  const isUnique = (distinct[by] ?? 0) === rows.length;
  const split = isUnique
    ? null
    : (texts.find(
        (index) =>
          index !== by &&
          (distinct[index] ?? 0) <= mostSeries &&
          new Set(rows.map((row) => JSON.stringify([row[by], row[index]]))).size === rows.length,
      ) ?? null);
  if (!isUnique && split === null) {
    return null;
  }
  const kinds: readonly Chart[] =
    split === null ? ['line', 'bar'] : ['stacked', 'line', 'bar', 'heatmap'];
  const fitting: Chart = split !== null ? 'stacked' : time === undefined ? 'bar' : 'line';
  const kind = kinds.find((each) => each === suggested) ?? fitting;
  if (suggested === null && time === undefined && rows.length > 60) {
    return null;
  }
  return { kind, by, split, measures, kinds };
}

/** Two columns that together identify every row, and a number. */
function heatmapOf(
  all: readonly number[],
  numeric: readonly number[],
  texts: readonly number[],
  distinct: readonly number[],
  rows: readonly Row[],
): Shape | null {
  const measure = numeric.at(-1);
  const dimensions = all.filter((index) => index !== measure && (distinct[index] ?? 0) > 1);
  const split = texts[0] ?? dimensions[0];
  if (measure === undefined || split === undefined) {
    return null;
  }
  const by = dimensions.find(
    (index) =>
      index !== split &&
      new Set(rows.map((row) => JSON.stringify([row[index], row[split]]))).size === rows.length,
  );
  return by === undefined
    ? null
    : { kind: 'heatmap', by, split, measures: [measure], kinds: ['heatmap', 'stacked', 'line'] };
}

const kindAt = (columns: readonly Column[], index: number) => {
  const column = columns[index];
  return column === undefined ? 'text' : kindOf(column);
};

const isNumericAt = (columns: readonly Column[], index: number) => {
  const column = columns[index];
  return column !== undefined && isNumeric(column);
};

/** Numbers that identify something are not measures. */
const isPlace = (columns: readonly Column[], index: number) =>
  /(^|_)(id|code|zip|year|rank)$/i.test(columns[index]?.name ?? '');

/** One line, or the bars of one colour. */
interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/**
 * What to draw, as text and numbers. A number that is too long for a double is rounded to the
 * nearest one.
 */
export interface Drawing {
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  readonly isTime: boolean;
}

export function drawingOf(
  columns: readonly Column[],
  rows: readonly Row[],
  { by, split }: Shape,
  measure: number,
): Drawing {
  const text = (cell: Cell | undefined) =>
    cell === null || cell === undefined ? 'NULL' : String(cell);
  const value = (row: Row) => {
    const cell = row[measure] ?? null;
    const number = cell === null ? NaN : Number(cell);
    return Number.isFinite(number) ? number : null;
  };
  const categories = [...new Set(rows.map((row) => text(row[by])))];
  if (kindAt(columns, by) !== 'text') {
    const isNumber = isNumericAt(columns, by);
    categories.sort((a, b) => (isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
  }
  const places = new Map(categories.map((each, index) => [each, index]));
  const names = split === null ? [''] : [...new Set(rows.map((row) => text(row[split])))];
  const series = new Map(
    names.map((name) => [name, new Array<number | null>(categories.length).fill(null)]),
  );
  for (const row of rows) {
    const name = split === null ? '' : text(row[split]);
    const values = series.get(name);
    const at = places.get(text(row[by]));
    if (values !== undefined && at !== undefined) {
      values[at] = value(row);
    }
  }
  return {
    categories,
    isTime: kindAt(columns, by) === 'time',
    series: [...series].map(([name, values]) => ({
      name: split === null ? (columns[measure]?.name ?? '') : name,
      values,
    })),
  };
}
