import type { Row } from '../wire';

/**
 * How two results of one query differ. The lists contain the first rows of each kind, the counts
 * include all.
 */
export interface Difference {
  /**
   * How many columns from the left identify a row; if it is all of them, only whole rows are
   * compared.
   */
  readonly keys: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
  readonly addedRows: readonly Row[];
  readonly removedRows: readonly Row[];
  readonly changedRows: readonly { readonly before: Row; readonly after: Row }[];
}

const shownOfEach = 500;

const keyOf = (row: Row, keys: number) => JSON.stringify(row.slice(0, keys));

/**
 * The fewest columns from the left that identify every row of both results; all columns if none do.
 */
function keysOf(before: readonly Row[], after: readonly Row[], width: number): number {
  for (let keys = 1; keys < width; keys++) {
    if (
      [before, after].every(
        (rows) => new Set(rows.map((row) => keyOf(row, keys))).size === rows.length,
      )
    ) {
      return keys;
    }
  }
  return width;
}

/** What changed from one result to the other. Equal rows are counted as often as they occur. */
export function difference(
  before: readonly Row[],
  after: readonly Row[],
  width: number,
): Difference {
  const keys = keysOf(before, after, width);
  const known = new Map<string, Row[]>();
  for (const row of before) {
    const key = keyOf(row, keys);
    const some = known.get(key);
    if (some) {
      some.push(row);
    } else {
      known.set(key, [row]);
    }
  }
  const addedRows: Row[] = [];
  const changedRows: { before: Row; after: Row }[] = [];
  let added = 0;
  let changed = 0;
  let same = 0;
  for (const row of after) {
    const found = known.get(keyOf(row, keys))?.pop();
    if (found === undefined) {
      added++;
      if (addedRows.length < shownOfEach) {
        addedRows.push(row);
      }
    } else if (keyOf(found, width) === keyOf(row, width)) {
      same++;
    } else {
      changed++;
      if (changedRows.length < shownOfEach) {
        changedRows.push({ before: found, after: row });
      }
    }
  }
  const left = [...known.values()].flat();
  return {
    keys,
    added,
    removed: left.length,
    changed,
    same,
    addedRows,
    removedRows: left.slice(0, shownOfEach),
    changedRows,
  };
}
