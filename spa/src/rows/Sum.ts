import { decimal, decimalOf, plainText, type Decimal } from '../decimal';

/** A number that was calculated. */
export interface Amount {
  readonly text: string;
  /** False if the text is rounded, or made of doubles. */
  readonly isExact: boolean;
}

/** Below this, sums of whole doubles lose nothing. */
const mostUnits = 2 ** 52;
/** A whole number of so many characters is exact as a double. */
const shortText = 15;
/** A mean that does not end has so many digits more than what it is made of. */
const moreDigits = 6;

/** Adds the numbers of a column, without rounding where they are whole numbers or decimals. */
export class Sum {
  #count = 0;
  /** Units by their scale; what is too large for a double moves over to the second list. */
  readonly #units: number[] = [];
  readonly #large: bigint[] = [];
  #doubles = 0;
  #lost = 0;
  #isExact = true;

  /** Adds a whole number, or a decimal as text. */
  add(cell: string | number): void {
    this.#count++;
    if (typeof cell === 'number') {
      this.#addUnits(cell, 0);
      return;
    }
    const point = cell.indexOf('.');
    const units =
      cell.length > shortText
        ? NaN
        : Number(point < 0 ? cell : cell.slice(0, point) + cell.slice(point + 1));
    if (Number.isSafeInteger(units) && !cell.includes('e')) {
      this.#addUnits(units, point < 0 ? 0 : cell.length - point - 1);
      return;
    }
    const long = decimalOf(cell);
    if (long === null) {
      // NaN, which is a decimal to Redshift.
      this.#isExact = false;
      this.#doubles = NaN;
    } else {
      this.#large[long.scale] = (this.#large[long.scale] ?? 0n) + long.units;
    }
  }

  /** Adds a double; what rounding loses is added to the sum in the end. */
  addDouble(value: number): void {
    this.#count++;
    this.#isExact = false;
    const next = this.#doubles + value;
    const larger = Math.abs(this.#doubles) >= Math.abs(value);
    this.#lost += larger ? this.#doubles - next + value : value - next + this.#doubles;
    this.#doubles = next;
  }

  /** Null if nothing was added, or something that is no number. */
  total(): Amount | null {
    return this.#isExact ? this.#part(1n, 0) : this.#rounded(1);
  }

  mean(): Amount | null {
    return this.#isExact ? this.#part(BigInt(this.#count), moreDigits) : this.#rounded(this.#count);
  }

  /** The sum, divided by a whole number and rounded to some more digits than it has. */
  #part(by: bigint, more: number): Amount | null {
    if (this.#count === 0) {
      return null;
    }
    const { units, scale } = this.#exactly();
    const longer = units * 10n ** BigInt(more);
    const half = longer < 0n ? -by : by;
    const part = decimal((longer * 2n + half) / (by * 2n), scale + more);
    return { text: plainText(part), isExact: longer % by === 0n };
  }

  #rounded(by: number): Amount | null {
    const sum = this.#doubles + this.#lost + Number(plainText(this.#exactly()));
    const text = String(Number((sum / by).toPrecision(15)));
    return Number.isFinite(sum) ? { text, isExact: false } : null;
  }

  /** Each BigInt is expensive: doubles do as long as they are exact. */
  #addUnits(units: number, scale: number) {
    const sum = (this.#units[scale] ?? 0) + units;
    if (Math.abs(units) < mostUnits && Math.abs(sum) < mostUnits) {
      this.#units[scale] = sum;
    } else {
      this.#large[scale] =
        (this.#large[scale] ?? 0n) + BigInt(this.#units[scale] ?? 0) + BigInt(units);
      this.#units[scale] = 0;
    }
  }

  /** What was added without rounding. */
  #exactly(): Decimal {
    const scale = Math.max(this.#units.length, this.#large.length, 1) - 1;
    let units = 0n;
    for (let each = 0; each <= scale; each++) {
      const some = (this.#large[each] ?? 0n) + BigInt(this.#units[each] ?? 0);
      units += some * 10n ** BigInt(scale - each);
    }
    return { units, scale };
  }
}
