import { isNumeric, shown } from '../rows/columns';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';

const words = strings.result;
/** A cell never has room for more than this; the dialog shows the whole value. */
const longest = 300;
/** The longest text in a tooltip. */
const longestTitle = 2_000;

/** The text of a cell, and the exact value for its tooltip if the text differs. */
export function inCell(
  cell: Exclude<Cell, null>,
  column: Column,
): { readonly text: string; readonly title: string | undefined } {
  const exact = String(cell);
  const text = shown(cell, column);
  const isHidden = text !== exact || (!isNumeric(column) && exact.length > 24);
  return {
    text: text.length > longest ? `${text.slice(0, longest)}…` : text,
    title: isHidden ? exact.slice(0, longestTitle) : undefined,
  };
}

/** NULL must not look like an empty text or like the word NULL. */
export function Null() {
  return (
    <span className="null" title={words.nullTitle}>
      {words.null}
    </span>
  );
}

/** No text can leave its cell. */
export function CellText({ cell, column }: { readonly cell: Cell; readonly column: Column }) {
  if (cell === null) {
    return <Null />;
  }
  const { text, title } = inCell(cell, column);
  return (
    <bdi className="text" title={title}>
      {text}
    </bdi>
  );
}
