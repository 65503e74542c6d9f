import type { Column, Row, Rows } from '../wire';
import type { Profile } from './profile';
import type { RowWorker, Outline } from './RowWorker';
import type { SortOrder } from './sort';

/** This many rows are requested at a time. */
const block = 100;
/** This many blocks are kept in this thread: some screens up and down. */
const mostBlocks = 40;

/**
 * One result as the screen sees it: the rows near the visible ones are here, the others are at the
 * worker. Components subscribe; each change has a new version.
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
  /**
   * Rows are on their way to the worker; if the same rows come again, they must not be added twice.
   */
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

  /** Whether nothing is known about the result yet, not even that it has no rows. */
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

  /** Changes with every change: more rows, another order, or rows that came from the worker. */
  readonly version = (): number => this.#version;

  /**
   * A new object if there are more rows or another order; the same one while rows are only fetched.
   */
  readonly outline = (): Outline => this.#outline;

  /** Takes the rows that were pushed: they are shown at once, and sent to the worker. */
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
   * Loads the next page, once, however many callers ask at the same time. Rejects if it can't be
   * loaded or read.
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
    // In the meantime a push may have brought the first rows.
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
      // There are more rows, so the order is the original one again.
      this.#order = null;
      this.#forgetBlocks();
    } else {
      this.#blocks.delete(Math.floor(before / block));
    }
    this.#tell();
  }

  /** The row at a place in the current order; undefined while it is being loaded. */
  row(at: number): Row | undefined {
    const number = Math.floor(at / block);
    const found = this.#blocks.get(number)?.[at - number * block];
    if (found === undefined && at < this.count) {
      void this.#fetch(number);
    }
    return found;
  }

  /** Prepares rows that will soon be visible; `from` may be negative. */
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

  /** The first rows in the original order, for a chart. */
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
      // The worker may have fewer rows than it said. Then nothing changes, and nobody must ask
      // again at once.
      if (epoch === this.#epoch && rows.length > 0) {
        this.#blocks.set(number, rows);
        if (this.#blocks.size > mostBlocks) {
          // Removes the oldest block; the visible ones have just been added.
          this.#blocks.delete(this.#blocks.keys().next().value ?? -1);
        }
        this.#tell();
      }
    } catch {
      // The worker has ended, and so will this view.
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
