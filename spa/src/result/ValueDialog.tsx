import { useState } from 'react';
import { copyText } from '../copy';
import { Dialog } from '../Dialog';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';

const words = strings.result;

/** One whole value. */
export function ValueDialog({
  cell,
  column,
  onClose,
}: {
  readonly cell: Cell;
  readonly column: Column;
  readonly onClose: () => void;
}) {
  const [done, setDone] = useState('');
  const text = cell === null ? words.null : String(cell);

  async function copy() {
    setDone((await copyText(text)) ? words.copied(words.value) : words.copyFailed);
  }

  return (
    <Dialog title={column.name} onClose={onClose}>
      <p className="hint">
        {column.type}, {cell === null ? words.nullTitle : words.characters(Array.from(text).length)}
      </p>
      <pre className="value" tabIndex={0} aria-label={words.value}>
        {cell === null ? <span className="null">{words.null}</span> : <bdi>{text}</bdi>}
      </pre>
      <div className="actions">
        <button type="button" onClick={() => void copy()}>
          {words.copy}
        </button>
        <span role="status" className="hint">
          {done}
        </span>
      </div>
    </Dialog>
  );
}
