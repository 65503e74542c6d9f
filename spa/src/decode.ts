/** A JSON object whose fields have not been checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Data from the wire does not follow the protocol. The message names the place, never the content.
 */
export class WireError extends Error {
  override readonly name = 'WireError';

  constructor(where: string, wanted: string) {
    super(`${where} should be ${wanted}`);
  }
}

/** @throws WireError if the value is not an object */
export function object(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError(where, 'an object');
  }
  return value as Fields;
}

/** @throws WireError if the value is not a list, or if `each` refuses one of its items */
export function list<T>(
  value: unknown,
  where: string,
  each: (item: unknown, where: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) {
    throw new WireError(where, 'a list');
  }
  return value.map((item: unknown, index) => each(item, `${where}[${index}]`));
}

/** @throws WireError if the value is not a string */
export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') {
    throw new WireError(where, 'a string');
  }
  return value;
}

/** @throws WireError if the value is not a number */
export function number(value: unknown, where: string): number {
  if (typeof value !== 'number') {
    throw new WireError(where, 'a number');
  }
  return value;
}

/** @throws WireError if the value is neither true nor false */
export function flag(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') {
    throw new WireError(where, 'true or false');
  }
  return value;
}

/** @throws WireError if the value is not a time in ISO 8601 */
export function instant(value: unknown, where: string): string {
  const moment = text(value, where);
  if (Number.isNaN(Date.parse(moment))) {
    throw new WireError(where, 'a moment in ISO 8601');
  }
  return moment;
}

const times = /^PT(?=\d)(?:(\d{1,7})H)?(?:(\d{1,2})M)?(?:(\d{1,2}(?:\.\d{1,9})?)S)?$/;

/**
 * The milliseconds of a duration in hours, minutes and seconds, such as `PT3M` or `PT1M2.5S`.
 *
 * @throws WireError
 */
export function duration(value: unknown, where: string): number {
  const parts = times.exec(text(value, where));
  if (parts === null) {
    throw new WireError(where, 'a duration in hours, minutes and seconds');
  }
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}

/** @throws WireError if the value is not one of the words */
export function oneOf<T extends string>(value: unknown, where: string, words: readonly T[]): T {
  const word = words.find((each) => each === value);
  if (word === undefined) {
    throw new WireError(where, `one of ${words.join(', ')}`);
  }
  return word;
}

/** Null if the value is null or absent; else the result of `read`. */
export function optional<T>(
  value: unknown,
  where: string,
  read: (value: unknown, where: string) => T,
): T | null {
  return value === null || value === undefined ? null : read(value, where);
}
