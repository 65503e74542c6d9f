import { copyText } from '../copy';
import { strings } from '../strings';
import { rowsInWords } from '../words';
import type { Fetched } from './useSheet';

/** Copies all loaded rows, with their column names, for a spreadsheet. */
export function CopyRows({
  fetched: { sheet },
  onSaid,
}: {
  readonly fetched: Fetched;
  readonly onSaid: (words: string) => void;
}) {
  async function copy() {
    const columns = sheet.columns.map((_, index) => index);
    const done = await copyText(await sheet.tsv(0, sheet.count, columns, true));
    onSaid(done ? strings.result.copied(rowsInWords(sheet.count)) : strings.result.copyFailed);
  }
  return (
    <button type="button" className="quiet" onClick={() => void copy()}>
      {strings.result.copyAll}
    </button>
  );
}
