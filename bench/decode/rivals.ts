/** Four ways from a page's bytes to cells. Each keeps what our page would keep to show the rows. */
import { tableFromIPC, type Table } from 'apache-arrow';
import Papa from 'papaparse';
import { Sheet } from '../../spa/src/rows/Sheet';
import { forms, type Forms } from './sample';

interface Rival {
  /** The form of the result that it reads. */
  readonly form: keyof Forms;
  /**
   * Reads all pages. The caller keeps what it returns. `look` gets cells of the first `seen` rows
   * of each.
   */
  take(pages: Uint8Array[], seen: number, look: (cell: unknown) => void): unknown;
}

type Field = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder();

const rivals: Readonly<Record<string, Rival>> = {
  ours: {
    form: 'compact',
    take(pages, seen, look) {
      const sheet = new Sheet();
      for (const bytes of pages) {
        const first = sheet.count;
        sheet.add(bytes);
        for (const row of sheet.rows(first, Math.min(first + seen, sheet.count))) {
          row.forEach(look);
        }
      }
      return sheet;
    },
  },
  'typed JSON': {
    form: 'typed',
    take(pages, seen, look) {
      return pages.map((bytes) => {
        const { Records } = JSON.parse(decoder.decode(bytes)) as { Records: Field[][] };
        for (const row of Records.slice(0, seen)) {
          for (const field of row) {
            look(field.isNull === true ? null : Object.values(field)[0]);
          }
        }
        return Records;
      });
    },
  },
  papaparse: {
    form: 'csv',
    take(pages, seen, look) {
      return pages.map((bytes) => {
        const { data } = Papa.parse<string[]>(decoder.decode(bytes), { skipEmptyLines: true });
        data.slice(0, seen).forEach((row) => row.forEach(look));
        return data;
      });
    },
  },
  'apache-arrow': {
    form: 'arrow',
    take(pages, seen, look) {
      return pages.map((bytes): Table => {
        const table = tableFromIPC(bytes);
        const columns = table.schema.fields.map((_, at) => table.getChildAt(at));
        for (let row = 0; row < Math.min(seen, table.numRows); row++) {
          columns.forEach((column) => look(column?.get(row)));
        }
        return table;
      });
    },
  },
};

let sample: Forms | null = null;
let kept: unknown = null;

/** The functions that measure.mjs calls. */
const bench = {
  names: Object.keys(rivals),

  make(pages: number): void {
    sample = forms(pages);
  },

  /** The bytes as they arrive from the network: a copy, so that each rival keeps its own bytes. */
  copy(name: string): void {
    const form = rivals[name]?.form;
    kept = form === undefined ? null : sample?.[form].map((page) => page.slice());
  },

  /** Decodes the copy, and keeps the result instead of it. Returns how long this took, in ms. */
  take(name: string, seen: number): number {
    let cells = 0;
    const begin = performance.now();
    kept = rivals[name]?.take(kept as Uint8Array[], seen, () => cells++);
    const took = performance.now() - begin;
    if (cells === 0) {
      throw new Error(`${name} showed no cells`);
    }
    return took;
  },

  forget(): void {
    kept = null;
  },
};

Object.assign(globalThis, { bench });
