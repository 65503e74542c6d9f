import { isNumeric, shown } from '../rows/columns';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';

const words = strings.result;
/** More than this never fits into a cell; the whole value is in its box. */
const longest = 300;
/** What a tooltip still takes. */
const longestTitle = 2_000;

/** A value as its cell has it, and in full for its tooltip, where the cell shows it otherwise. */
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

/** NULL must look like neither an empty text nor the word. */
export function Null() {
  return (
    <span className="null" title={words.nullTitle}>
      {words.null}
    </span>
  );
}

/** Whatever a text says, it stays in its cell. */
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
