import type { Cell, Column, Rows } from '../wire';

const numericTypes =
  /^(int2|int4|int8|smallint|integer|bigint|float4|float8|real|double precision|numeric|decimal|oid)\b/i;

/** Whether a column holds numbers, which stand at the right. */
export function isNumeric({ type }: Column): boolean {
  return numericTypes.test(type);
}

const sample = 200;
const narrowest = 6;
const widest = 48;

/**
 * How wide each column should be, in characters: by its name and its first rows. Fixed, so that a
 * table doesn't shake while it is scrolled.
 */
export function columnWidths({ columns, rows }: Rows): readonly number[] {
  const first = rows.slice(0, sample);
  return columns.map(({ name }, index) => {
    const lengths = first.map((row) => lengthOf(row[index] ?? null));
    return Math.min(widest, Math.max(narrowest, name.length, ...lengths));
  });
}

function lengthOf(cell: Cell): number {
  return cell === null ? 4 : String(cell).length;
}
