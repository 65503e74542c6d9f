import { WireError } from '../decode';
import type { Cell, Column, Row } from '../wire';
import { kindOf } from './columns';
import { Tally, type Profile } from './profile';
import { scan, type ScannedPage } from './scan';
import { sortedBy, type SortOrder } from './sort';

const decoder = new TextDecoder();

/**
 * The rows of one result, as bytes, and four more bytes for where each row begins. A row is parsed
 * only when somebody looks at it.
 */
export class Sheet {
  readonly #pages: ScannedPage[] = [];
  /** The number of the first row of each page, and of the row after the last. */
  readonly #firsts: number[] = [0];
  #order: Uint32Array | null = null;

  get columns(): readonly Column[] {
    return this.#pages[0]?.columns ?? [];
  }

  get count(): number {
    return this.#firsts.at(-1) ?? 0;
  }

  /** The page to load next; null if all are loaded. */
  get next(): string | null {
    return this.#pages.at(-1)?.next ?? null;
  }

  /** The memory that the rows need, in bytes. */
  get bytes(): number {
    const each = this.#pages.map(({ bytes, starts }) => bytes.byteLength + starts.byteLength);
    return each.reduce((sum, some) => sum + some, 0) + (this.#order?.byteLength ?? 0);
  }

  /**
   * Adds a page after the others. The order becomes the original one again.
   *
   * @throws WireError if it is not a page of this result
   */
  add(bytes: Uint8Array): void {
    const page = scan(bytes);
    if (this.#pages.length > 0 && page.columns.length !== this.columns.length) {
      throw new WireError('rows', `rows of ${this.columns.length} cells`);
    }
    this.#pages.push(page);
    this.#firsts.push(this.count + page.starts.length - 1);
    this.#order = null;
  }

  /** The rows in the current order; `to` is not included. */
  rows(from: number, to: number): readonly Row[] {
    const end = Math.min(to, this.count);
    const found: Row[] = [];
    for (let at = from; at < end; at++) {
      found.push(this.#row(this.#order?.[at] ?? at));
    }
    return found;
  }

  /** Sorts by a column, or restores the original order. */
  async sort(order: SortOrder | null): Promise<void> {
    const column = order === null ? undefined : this.columns[order.column];
    if (order === null || column === undefined) {
      this.#order = null;
      return;
    }
    const cells: Cell[] = [];
    const count = this.count;
    await this.#each((row) => cells.push(row[order.column] ?? null));
    if (count === this.count) {
      this.#order = sortedBy(cells, kindOf(column), order.descending);
    }
  }

  async profiles(): Promise<readonly Profile[]> {
    const tallies = this.columns.map((column) => new Tally(column));
    const pages = this.#pages.length;
    await this.#each((row) => {
      tallies.forEach((tally, index) => {
        tally.add(row[index] ?? null);
      });
    }, pages);
    const spreads = tallies.map((tally) => tally.spread());
    await this.#each((row) => {
      spreads.forEach((spread, index) => {
        spread.add(row[index] ?? null);
      });
    }, pages);
    return tallies.flatMap((tally, index) => {
      const spread = spreads[index];
      return spread ? [tally.profile(spread)] : [];
    });
  }

  #row(number: number): Row {
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#firsts[middle] ?? 0) <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const page = this.#pages[low];
    const at = number - (this.#firsts[low] ?? 0);
    if (page === undefined) {
      return [];
    }
    const bytes = page.bytes.subarray(page.starts[at], (page.starts[at + 1] ?? 0) - 1);
    return JSON.parse(trimmed(decoder.decode(bytes))) as Row;
  }

  /** Reads every row in the original order, and lets other work run in between. */
  async #each(look: (row: Row) => void, pages = this.#pages.length): Promise<void> {
    for (const { bytes, starts } of this.#pages.slice(0, pages)) {
      const count = starts.length - 1;
      for (let from = 0; from < count; from += atOnce) {
        const to = Math.min(count, from + atOnce);
        const text = decoder.decode(bytes.subarray(starts[from], (starts[to] ?? 0) - 1));
        for (const row of JSON.parse(`[${trimmed(text)}]`) as Row[]) {
          look(row);
        }
        await new Promise((go) => setTimeout(go));
      }
    }
  }
}

/** This many rows are parsed at a time. */
const atOnce = 20_000;

/** Removes the comma before the next row and the space around it: a server may write both. */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && ' ,\n\r\t'.includes(text.charAt(end - 1))) {
    end--;
  }
  return text.slice(0, end);
}
