/**
 * A decimal number with all its digits: `units` divided by ten to the power of `scale`. There is
 * one for each number, so 1.50 is 15 and 1.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The numbers that a number field shows. JavaScript accepts more, such as `0x10`. */
const plainNumber = /^(-?)(?:(\d+)(?:\.(\d+))?|\.(\d+))(?:e([+-]?\d{1,3}))?$/i;

/** Longer texts are no number of Redshift's, and would only take time. */
const longest = 400;

/** The number that a text writes; null if it writes none. */
export function decimalOf(text: string): Decimal | null {
  const parts = text.length > longest ? null : plainNumber.exec(text);
  if (parts === null) {
    return null;
  }
  const [, sign = '', whole = '', behind = '', alone = '', power = '0'] = parts;
  const fraction = behind + alone;
  return decimal(BigInt(sign + whole + fraction), fraction.length - Number(power));
}

/** The number that is `units` divided by ten to the power of `scale`, which may be below 0. */
export function decimal(units: bigint, scale: number): Decimal {
  if (scale < 0) {
    return { units: units * 10n ** BigInt(-scale), scale: 0 };
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale--;
  }
  return { units, scale };
}

/** Less than, equal to or greater than 0, as the first is to the second. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = a.units * 10n ** BigInt(scale - a.scale);
  const right = b.units * 10n ** BigInt(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number as text, without an exponent. */
export function plainText({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const at = digits.length - scale;
  const fraction = scale === 0 ? '' : `.${digits.slice(at)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${fraction}`;
}

/** The number for JSON: a string if a double would round it. */
export function exactly(number: Decimal): number | string {
  const text = plainText(number);
  const read = decimalOf(String(Number(text)));
  return read !== null && compareDecimals(read, number) === 0 ? Number(text) : text;
}
