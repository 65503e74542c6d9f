import type { Column, Row } from '../wire';
import { isNumeric } from './columns';

/**
 * Rows as text for a spreadsheet: NULL and empty text both become an empty cell. Text that a
 * spreadsheet would run as a formula gets a `'` in front, as in the CSV. So does a part of a text
 * after a character that may end a cell.
 */
export function tsv(columns: readonly Column[], rows: readonly Row[], withNames: boolean): string {
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

/** A character that may end a cell, if a formula follows it. */
const running = /[;\t|\r\n](?=[ "]*[=+\-@＝＋－＠])/g;

function guarded(text: string): string {
  const runs = text.startsWith('\0') || /^(?:[\t\r\n]| *[=+\-@＝＋－＠])/.test(text);
  const whole = runs ? `'${text}` : text;
  const safe = whole.replace(running, "$&'");
  return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
