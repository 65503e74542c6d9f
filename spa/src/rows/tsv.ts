import type { Cell, Column } from '../wire';
import { isNumeric } from './columns';

/**
 * Rows as a spreadsheet takes them from the clipboard: NULL and empty text both are an empty cell
 * there. Text that a spreadsheet would run gets a `'` in front, as in the CSV, and so does a part of
 * it behind what other settings take for the end of a cell.
 */
export function tsv(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  withNames: boolean,
): string {
  const lines = rows.map((row) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? null;
        const isText = typeof cell === 'string' && !isNumeric(column);
        return isText ? guarded(cell) : String(cell ?? '');
      })
      .join('\t'),
  );
  const names = columns.map(({ name }) => guarded(name)).join('\t');
  return (withNames ? [names, ...lines] : lines).join('\n');
}

/** What a spreadsheet may end a cell at, with a part behind it that it would run. */
const running = /[;\t|\r\n](?=[ "]*[=+\-@＝＋－＠])/g;

function guarded(text: string): string {
  const whole = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) ? `'${text}` : text;
  const safe = whole.replace(running, "$&'");
  return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
