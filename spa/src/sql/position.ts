import { placeholders } from './placeholders';

/** A range of a text, in UTF-16 units; `to` is after its end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The place of an error that Redshift reports, in the text that was sent; null if Redshift does not
 * say.
 *
 * Redshift counts characters from 1. If named parameters come before the place, it may count in its
 * own text, which has `$1` in place of `:name`. So the text at the place decides: it must be the
 * text in the message. If it is not, nothing is marked.
 */
export function errorAt(sql: string, message: string): Span | null {
  const said = /\bPosition:\s*(\d{1,9})\b/.exec(message)?.[1];
  if (said === undefined) {
    return null;
  }
  const position = Number(said);
  const near = nearIn(message);
  const plain = offsetOf(sql, position);
  const seen = numbered(sql);
  const ways = [plain, seen.back(offsetOf(seen.text, position))];
  if (near === undefined) {
    return spanAt(sql, plain);
  }
  const found = ways.find((at) => sql.startsWith(near, at));
  return found === undefined ? null : { from: found, to: found + near.length };
}

/**
 * The text that the message quotes: from the first quote to a quote with nothing directly after it.
 */
function nearIn(message: string): string | undefined {
  const lead = 'at or near "';
  const found = message.indexOf(lead);
  if (found < 0) {
    return undefined;
  }
  const from = found + lead.length;
  for (let to = message.indexOf('"', from); to >= 0; to = message.indexOf('"', to + 1)) {
    if (/^\s?$/.test(message.charAt(to + 1))) {
      return message.slice(from, to);
    }
  }
  return undefined;
}

/** The UTF-16 offset of the nth character, from 1; the end of the text if there are fewer. */
function offsetOf(text: string, nth: number): number {
  return Array.from(text)
    .slice(0, Math.max(0, nth - 1))
    .join('').length;
}

/** The text with numbers in place of names, and a function that maps an offset back. */
function numbered(sql: string) {
  const numbers = new Map<string, number>();
  const moves: { readonly at: number; readonly by: number }[] = [];
  let text = '';
  let last = 0;
  for (const { name, from, to } of placeholders(sql)) {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    text += `${sql.slice(last, from)}$${number}`;
    last = to;
    moves.push({ at: text.length, by: to - text.length });
  }
  text += sql.slice(last);
  return {
    text,
    back: (at: number) => at + (moves.filter((move) => move.at <= at).at(-1)?.by ?? 0),
  };
}

/** The word at a place, or the single character; at the end of the text the last one. */
function spanAt(sql: string, at: number): Span | null {
  if (sql === '') {
    return null;
  }
  const from = Math.min(at, sql.length - 1);
  const word = /^\w+/.exec(sql.slice(from))?.[0] ?? Array.from(sql.slice(from))[0] ?? '';
  return { from, to: from + word.length };
}
