import type { Cell, Column, Row } from '../wire';

const wholeTypes = /^(int[248]|smallint|integer|bigint|oid)$/;
const decimalTypes = /^(float[48]|real|double precision|numeric|decimal)$/;
const timeTypes = /^(date|timestamp|timestamptz)\b/i;

/** The kinds of columns that the page distinguishes. */
export type Kind = 'whole' | 'number' | 'time' | 'flag' | 'text';

/** Cached by type: a result has few types, and each visible cell needs its own in each frame. */
const kinds = new Map<string, Kind>();

export function kindOf({ type }: Column): Kind {
  let found = kinds.get(type);
  if (found === undefined) {
    found = kindOfType(type);
    kinds.set(type, found);
  }
  return found;
}

function kindOfType(type: string): Kind {
  const name = withoutSize(type.toLowerCase());
  if (wholeTypes.test(name)) {
    return 'whole';
  }
  if (decimalTypes.test(name)) {
    return 'number';
  }
  if (timeTypes.test(type)) {
    return 'time';
  }
  return /^bool/i.test(type) ? 'flag' : 'text';
}

/** "numeric" of "numeric(18,2)". */
function withoutSize(type: string): string {
  return type.endsWith(')') ? (type.split('(', 1)[0] ?? '') : type;
}

/** Whether a column holds numbers, which are aligned right. */
export function isNumeric(column: Column): boolean {
  const kind = kindOf(column);
  return kind === 'whole' || kind === 'number';
}

const narrowest = 6;
/**
 * Room for numbers that are longer further down, with their separators: a cut number can't be
 * compared.
 */
const narrowestNumber = 13;
const narrowestName = 8;
const widest = 40;

/**
 * The width of each column, in characters, by its name and its first rows. It is fixed, so that a
 * table does not move while it scrolls.
 */
export function columnWidths(columns: readonly Column[], first: readonly Row[]): readonly number[] {
  return columns.map((column, index) => {
    const lengths = first.map((row) => shown(row[index] ?? null, column).length);
    const least = !isNumeric(column)
      ? narrowest
      : names.test(column.name)
        ? narrowestName
        : narrowestNumber;
    return Math.min(widest, Math.max(least, column.name.length + 2, ...lengths));
  });
}

/**
 * Columns with these names hold numbers that identify something; a thousands separator would only
 * disturb.
 */
const names = /(^|_)(id|year|month|day|hour|minute|week|code|zip|phone|number|no)$/i;

const formats = new Map<string, Intl.NumberFormat>();

function format(digits: number, grouping: boolean): Intl.NumberFormat {
  const key = `${digits} ${grouping}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(undefined, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: grouping,
    });
    formats.set(key, found);
  }
  return found;
}

/**
 * A cell as it is shown: numbers in the user's format, to the last digit; everything else
 * unchanged.
 */
export function shown(cell: Cell, column: Column): string {
  if (cell === null) {
    return 'NULL';
  }
  const text = String(cell);
  if (!isNumeric(column)) {
    return text;
  }
  const digits = /^-?\d+(?:\.(\d+))?$/.exec(text);
  const fraction = digits?.[1]?.length ?? 0;
  if (digits === null || fraction > 20) {
    return text;
  }
  // As text the number keeps all its digits. The types of ES2022 do not know that text is allowed.
  const exact = text as unknown as number;
  return format(fraction, !names.test(column.name)).format(exact);
}
