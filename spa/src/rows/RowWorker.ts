import type { Column, Row } from '../wire';
import { difference, type Difference } from './compare';
import type { Profile } from './profile';
import { Sheet } from './Sheet';
import type { SortOrder } from './sort';
import { tsv } from './tsv';

/** The facts about a sheet after a call. */
export interface Outline {
  readonly columns: readonly Column[];
  readonly count: number;
  readonly next: string | null;
  readonly bytes: number;
}

/** The calls to the sheets, each with its answer. `call` rejects if the call fails. */
export interface Calls {
  readonly add: { ask: { id: string; bytes: Uint8Array }; answer: Outline };
  readonly rows: {
    ask: { id: string; from: number; to: number };
    answer: readonly Row[];
  };
  readonly sort: { ask: { id: string; order: SortOrder | null }; answer: Outline };
  readonly profile: { ask: { id: string }; answer: readonly Profile[] };
  readonly tsv: {
    ask: { id: string; from: number; to: number; columns: readonly number[]; names: boolean };
    answer: string;
  };
  readonly compare: { ask: { id: string; other: string }; answer: Difference };
  readonly drop: { ask: { id: string }; answer: null };
}

/** Keeps the sheets and answers calls: a worker thread, or in tests the same thread. */
export interface RowWorker {
  call<K extends keyof Calls>(what: K, ask: Calls[K]['ask']): Promise<Calls[K]['answer']>;
}

/** Keeps the sheets in the thread that calls it. */
export class Sheets implements RowWorker {
  readonly #sheets = new Map<string, Sheet>();
  readonly #does: {
    [K in keyof Calls]: (ask: Calls[K]['ask']) => Calls[K]['answer'] | Promise<Calls[K]['answer']>;
  } = {
    add: ({ id, bytes }) => {
      const sheet = this.#sheets.get(id) ?? new Sheet();
      sheet.add(bytes);
      this.#sheets.set(id, sheet);
      return outline(sheet);
    },
    rows: ({ id, from, to }) => this.#sheet(id).rows(from, to),
    sort: async ({ id, order }) => {
      await this.#sheet(id).sort(order);
      return outline(this.#sheet(id));
    },
    profile: ({ id }) => this.#sheet(id).profiles(),
    tsv: ({ id, from, to, columns, names }) => {
      const sheet = this.#sheet(id);
      const some = columns.flatMap((index) => sheet.columns[index] ?? []);
      const rows = sheet.rows(from, to).map((row) => columns.map((index) => row[index] ?? null));
      return tsv(some, rows, names);
    },
    compare: ({ id, other }) => {
      const now = this.#sheet(id);
      const before = this.#sheet(other);
      return difference(before.rows(0, before.count), now.rows(0, now.count), now.columns.length);
    },
    drop: ({ id }) => {
      this.#sheets.delete(id);
      return null;
    },
  };

  async call<K extends keyof Calls>(what: K, ask: Calls[K]['ask']): Promise<Calls[K]['answer']> {
    return await this.#does[what](ask);
  }

  #sheet(id: string): Sheet {
    const sheet = this.#sheets.get(id);
    if (sheet === undefined) {
      throw new Error('No such sheet');
    }
    return sheet;
  }
}

function outline({ columns, count, next, bytes }: Sheet): Outline {
  return { columns, count, next, bytes };
}
