/** In pixels; the style sheet uses the same values. */
export const rowHeight = 30;
export const headHeight = 36;

/**
 * Rows are laid out at most this many rows from the base, far below the limits of a browser's
 * geometry.
 */
const farthest = 10_000;

/**
 * The greatest height of an element in all browsers; Firefox has the lowest limit, about 17 million
 * pixels.
 */
const tallest = 15_000_000;

/**
 * The scroll position in rows that together are higher than an element can be. Then the scroll bar
 * is a scaled copy: long moves are scaled, and short ones (wheel, key, finger) go as far as they
 * look. Objects are immutable: each move returns a new one.
 */
export class Scroll {
  readonly #rows: number;
  readonly #view: number;
  /** The distance from the top of all rows, in pixels. */
  readonly top: number;
  /** The position of the scroll bar, in pixels. */
  readonly bar: number;
  /**
   * The row at which the layout starts. It stays the same during short moves, so that a visible row
   * keeps its place. It moves along with a jump, so that the new rows take the places of the old
   * ones.
   */
  readonly base: number;

  private constructor(
    rows: number,
    view: number,
    top: number,
    bar: number | null,
    before: Scroll | null,
  ) {
    this.#rows = rows;
    this.#view = view;
    this.top = Math.max(0, Math.min(top, this.#end));
    this.bar = bar ?? this.top / this.#factor;
    const way = this.first - (before?.first ?? 0);
    const base = (before?.base ?? 0) + (Math.abs(way) * rowHeight > view ? way : 0);
    this.base = Math.abs(this.first - base) > farthest ? this.first : base;
  }

  /** @param view the visible height, in pixels */
  static start(rows: number, view: number): Scroll {
    return new Scroll(rows * rowHeight, view, 0, null, null);
  }

  /** The height of the element. */
  get height(): number {
    return Math.min(this.#rows, tallest);
  }

  /** The first visible row. */
  get first(): number {
    return Math.floor(this.top / rowHeight);
  }

  /** The row after the last visible one. */
  get last(): number {
    return Math.min(this.#rows / rowHeight, Math.ceil((this.top + this.#view) / rowHeight) + 1);
  }

  /** The same position, with more rows or another visible height. */
  resized(rows: number, view: number): Scroll {
    const isSame = rows * rowHeight === this.#rows && view === this.#view;
    return isSame ? this : new Scroll(rows * rowHeight, view, this.top, null, this);
  }

  /** The user moved the scroll bar to this position. */
  to(bar: number): Scroll {
    const way = bar - this.bar;
    const isShort = Math.abs(way) < this.#view && this.#factor > 1;
    const top = isShort ? this.top + way : bar * this.#factor;
    return new Scroll(this.#rows, this.#view, top, bar, this);
  }

  /** Whether the bar is at one of its ends, even if there are more rows. */
  get isAtStop(): boolean {
    return this.bar <= 0 || this.bar >= this.height - this.#view - 1;
  }

  /** The same position, with the bar moved to its right place: short moves take it too far. */
  settled(): Scroll {
    return new Scroll(this.#rows, this.#view, this.top, null, this);
  }

  /** Scrolls just far enough to make the row visible. */
  reveal(row: number): Scroll {
    const start = row * rowHeight;
    const least = start + rowHeight - this.#view;
    const top = Math.min(start, Math.max(this.top, least));
    return new Scroll(this.#rows, this.#view, top, null, this);
  }

  get #end(): number {
    return Math.max(0, this.#rows - this.#view);
  }

  get #factor(): number {
    const bar = this.height - this.#view;
    return bar > 0 ? Math.max(1, this.#end / bar) : 1;
  }
}
