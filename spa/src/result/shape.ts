import { isNumeric, kindOf, shown, type Kind } from '../rows/columns';
import { momentOf } from '../rows/moment';
import { compareCells } from '../rows/sort';
import { strings } from '../strings';
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
  /** A number that is too long for a double is drawn at the nearest one. */
  readonly values: readonly (number | null)[];
  /** The same values as the table shows them; null for NULL. */
  readonly texts: readonly (string | null)[];
}

/** What to draw, as text and numbers. What the table tells apart has different names here. */
export interface Drawing {
  readonly categories: readonly string[];
  /**
   * Where the categories lie on an axis of time (in milliseconds) or numbers, null for NULL. No
   * list if they have no distances, or if two lie at one place.
   */
  readonly positions: readonly (number | null)[] | null;
  readonly isTime: boolean;
  readonly series: readonly Series[];
}

export function drawingOf(
  columns: readonly Column[],
  rows: readonly Row[],
  { by, split }: Shape,
  measure: number,
): Drawing {
  const kind = kindAt(columns, by);
  const found = [...new Set(rows.map((row) => row[by] ?? null))];
  if (kind !== 'text') {
    found.sort((a, b) => compareCells(a, b, kind));
  }
  const places = new Map(found.map((cell, index) => [cell, index]));
  const groups = split === null ? [null] : [...new Set(rows.map((row) => row[split] ?? null))];
  const cells = new Map(groups.map((group) => [group, new Array<Cell>(found.length).fill(null)]));
  for (const row of rows) {
    const group = cells.get(split === null ? null : (row[split] ?? null));
    const at = places.get(row[by] ?? null);
    if (group !== undefined && at !== undefined) {
      group[at] = row[measure] ?? null;
    }
  }
  const column = columns[measure] ?? { name: '', type: '' };
  const names = split === null ? [column.name] : namesOf(groups);
  return {
    categories: namesOf(found),
    positions: positionsOf(found, kind),
    isTime: kind === 'time',
    series: [...cells.values()].map((each, index) => ({
      name: names[index] ?? '',
      values: each.map((cell) => (isDrawable(cell) ? Number(cell) : null)),
      texts: each.map((cell) => (cell === null ? null : shown(cell, column))),
    })),
  };
}

/** How many values that are not NULL have no place in a picture. */
export function undrawn({ series, positions }: Drawing, kind: Chart): number {
  const places = kind === 'line' ? positions : null;
  const left = series.flatMap(({ values, texts }) =>
    texts.filter((text, at) => text !== null && (values[at] === null || places?.at(at) === null)),
  );
  return left.length;
}

function isDrawable(cell: Cell): boolean {
  return cell !== null && Number.isFinite(Number(cell));
}

/** A name for each cell, no two the same: the text NULL has quotes, NULL has none. */
function namesOf(cells: readonly Cell[]): readonly string[] {
  const { empty } = strings.chart;
  const taken = new Set(['NULL', empty]);
  return cells.map((cell) => {
    if (cell === null || cell === '') {
      return cell === null ? 'NULL' : empty;
    }
    let name = String(cell);
    while (taken.has(name)) {
      name = `“${name}”`;
    }
    taken.add(name);
    return name;
  });
}

function positionsOf(cells: readonly Cell[], kind: Kind): Drawing['positions'] {
  if (kind === 'text' || kind === 'flag') {
    return null;
  }
  const positions = cells.map((cell) =>
    cell === null ? null : kind === 'time' ? momentOf(String(cell)) : Number(cell),
  );
  const known = positions.filter((each) => each !== null);
  const isAxis = known.every(Number.isFinite) && new Set(known).size === known.length;
  return isAxis ? positions : null;
}
