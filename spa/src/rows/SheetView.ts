import type { Cell, Column, Rows } from '../wire';
import type { Profile } from './profile';
import type { RowWorker, Outline } from './RowWorker';
import type { SortOrder } from './sort';

type Row = readonly Cell[];

/** So many rows are asked for at a time. */
const block = 100;
/** So many blocks are kept on this side: some screens up and down. */
const mostBlocks = 40;

/**
 * One result as the screen sees it: the rows near what is looked at are here, the others at the worker.
 * Whoever shows it subscribes; each change is a new version.
 */
export class SheetView {
  readonly id: string;
  readonly #worker: RowWorker;
  readonly #listeners = new Set<() => void>();
  readonly #blocks = new Map<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  #outline: Outline = { columns: [], count: 0, next: null, bytes: 0 };
  #order: SortOrder | null = null;
  #epoch = 0;
  #version = 0;
  #adding: Promise<unknown> = Promise.resolve();
  #loading: Promise<void> | null = null;
  /** Rows are on their way to the worker: what comes second would be there twice. */
  #isTaken = false;
  #isEmpty = true;

  constructor(id: string, worker: RowWorker) {
    this.id = id;
    this.#worker = worker;
  }

  get columns(): readonly Column[] {
    return this.#outline.columns;
  }

  get count(): number {
    return this.#outline.count;
  }

  get next(): string | null {
    return this.#outline.next;
  }

  get bytes(): number {
    return this.#outline.bytes;
  }

  /** Whether nothing of the result is here yet: not even that it has no rows. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get order(): SortOrder | null {
    return this.#order;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Changes with everything: more rows, another order, rows that came here from the worker. */
  readonly version = (): number => this.#version;

  /** Another one when there is more of the result, or another order; the same while rows only come and go. */
  readonly outline = (): Outline => this.#outline;

  /** The rows that came with the news: shown at once, and handed on to the worker. */
  begin(rows: Rows): void {
    if (this.#isTaken) {
      return;
    }
    this.#isTaken = true;
    const bytes = new TextEncoder().encode(
      JSON.stringify({ ...rows, next: rows.next ?? undefined }),
    );
    this.#isEmpty = false;
    for (let at = 0; at * block < rows.rows.length && at < mostBlocks; at++) {
      this.#blocks.set(at, rows.rows.slice(at * block, (at + 1) * block));
    }
    this.#outline = {
      columns: rows.columns,
      count: rows.rows.length,
      next: rows.next,
      bytes: bytes.length,
    };
    this.#adding = this.#worker.call('add', { id: this.id, bytes }).catch(() => undefined);
    this.#tell();
  }

  /**
   * Fetches the page that follows those here: once, however many ask at the same time. Rejects where it
   * can't be had or read.
   */
  async load(fetch: (page: string | null) => Promise<Uint8Array>): Promise<void> {
    this.#loading ??= this.#loadOnce(fetch).finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  async #loadOnce(fetch: (page: string | null) => Promise<Uint8Array>) {
    const isFirst = this.#isEmpty;
    const page = isFirst ? null : this.next;
    if (!isFirst && page === null) {
      return;
    }
    const bytes = await fetch(page);
    // A push may have brought the first rows meanwhile.
    if (isFirst && this.#isTaken) {
      return;
    }
    this.#isTaken = true;
    try {
      await this.#add(bytes);
    } catch (error) {
      this.#isTaken = !this.#isEmpty;
      throw error;
    }
  }

  async #add(bytes: Uint8Array) {
    await this.#adding;
    const before = this.count;
    const outline = await this.#worker.call('add', { id: this.id, bytes });
    this.#isEmpty = false;
    this.#outline = outline;
    if (this.#order !== null) {
      // More rows: the order starts anew.
      this.#order = null;
      this.#forgetBlocks();
    } else {
      this.#blocks.delete(Math.floor(before / block));
    }
    this.#tell();
  }

  /** The row at a place in the order of the moment; undefined while it is on its way. */
  row(at: number): Row | undefined {
    const number = Math.floor(at / block);
    const found = this.#blocks.get(number)?.[at - number * block];
    if (found === undefined && at < this.count) {
      void this.#fetch(number);
    }
    return found;
  }

  /** Rows that will soon be looked at; the first one not in sight may lie before the first of all. */
  expect(from: number, to: number): void {
    for (let at = Math.max(0, from); at < Math.min(to, this.count); at += block) {
      this.row(at);
    }
  }

  async sort(order: SortOrder | null): Promise<void> {
    await this.#adding;
    this.#outline = await this.#worker.call('sort', { id: this.id, order });
    this.#order = order;
    this.#forgetBlocks();
    this.#tell();
  }

  async profile(): Promise<readonly Profile[]> {
    await this.#adding;
    return await this.#worker.call('profile', { id: this.id });
  }

  /** @param to the row after the last */
  async tsv(from: number, to: number, columns: readonly number[], names: boolean): Promise<string> {
    await this.#adding;
    return await this.#worker.call('tsv', { id: this.id, from, to, columns, names });
  }

  /** Rows as they came, for a picture. */
  async head(count: number): Promise<readonly Row[]> {
    await this.#adding;
    return await this.#worker.call('rows', { id: this.id, from: 0, to: count });
  }

  async compare(other: SheetView) {
    await this.#adding;
    await other.#adding;
    return await this.#worker.call('compare', { id: this.id, other: other.id });
  }

  async #fetch(number: number) {
    const epoch = this.#epoch;
    if (this.#asked.has(number)) {
      return;
    }
    this.#asked.add(number);
    try {
      await this.#adding;
      const from = number * block;
      const rows = await this.#worker.call('rows', { id: this.id, from, to: from + block });
      // None, where the worker has less than was told: nothing is new, and nobody must ask at once again.
      if (epoch === this.#epoch && rows.length > 0) {
        this.#blocks.set(number, rows);
        if (this.#blocks.size > mostBlocks) {
          // The one that was put in first; those in sight have just been put in.
          this.#blocks.delete(this.#blocks.keys().next().value ?? -1);
        }
        this.#tell();
      }
    } catch {
      // The worker is gone, and so will be whoever looks.
    } finally {
      if (epoch === this.#epoch) {
        this.#asked.delete(number);
      }
    }
  }

  #forgetBlocks() {
    this.#epoch++;
    this.#asked.clear();
    this.#blocks.clear();
  }

  #tell() {
    this.#version++;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
