import { WireError } from '../decode';
import type { Column } from '../wire';

/** One page of rows as bytes, and where each row begins. */
export interface ScannedPage {
  readonly bytes: Uint8Array;
  /**
   * Row i goes from `starts[i]` to `starts[i + 1] - 1`, which is the comma or the end of the list.
   */
  readonly starts: Uint32Array;
  readonly columns: readonly Column[];
  readonly next: string | null;
}

const quote = 0x22;
const backslash = 0x5c;
const open = 0x5b;
const close = 0x5d;
const decoder = new TextDecoder();

/**
 * Finds the rows in the bytes of an answer, without parsing any of them.
 *
 * @throws WireError if there are no rows
 */
export function scan(bytes: Uint8Array): ScannedPage {
  const begin = rowsIn(bytes);
  let starts = new Uint32Array(1_024);
  let count = 0;
  let depth = 0;
  let at = begin;
  const end = bytes.length;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfText(bytes, at);
    } else if (byte === open) {
      if (depth === 0) {
        if (count + 1 >= starts.length) {
          const larger = new Uint32Array(starts.length * 2);
          larger.set(starts);
          starts = larger;
        }
        starts[count++] = at;
      }
      depth++;
    } else if (byte === close && depth-- === 0) {
      break;
    }
  }
  if (at >= end) {
    throw new WireError('rows', 'a whole list');
  }
  starts[count] = at + 1;
  // The rest of the answer, without the rows, is a small object of its own.
  const rest = decoder.decode(bytes.subarray(0, begin)) + decoder.decode(bytes.subarray(at));
  const { columns, next } = JSON.parse(rest) as { columns: Column[]; next?: string | null };
  return { bytes, starts: starts.slice(0, count + 1), columns, next: next ?? null };
}

/** The place after the `[` of the list `rows` in the outermost object. */
function rowsIn(bytes: Uint8Array): number {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = endOfText(bytes, at);
      if (depth === 1 && end - at === 5 && decoder.decode(bytes.subarray(at + 1, end)) === 'rows') {
        const list = bytes.indexOf(open, end);
        const between = decoder.decode(bytes.subarray(end + 1, list));
        if (list > 0 && between.trim() === ':') {
          return list + 1;
        }
      }
      at = end;
    } else if (byte === open || byte === 0x7b) {
      depth++;
    } else if (byte === close || byte === 0x7d) {
      depth--;
    }
  }
  throw new WireError('answer', 'rows');
}

/** The place of the closing quote. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === backslash) {
      at++;
    } else if (byte === quote) {
      return at;
    }
  }
  return at;
}
