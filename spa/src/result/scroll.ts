/** In pixels; the style sheet sets the same. */
export const rowHeight = 30;
export const headHeight = 36;

/** So many rows from where they are counted nothing is near the limits of a browser's geometry. */
const farthest = 10_000;

/** The tallest that browsers let an element be; Firefox stops first, at about 17 million pixels. */
const tallest = 15_000_000;

/**
 * Where in the rows somebody is, when they are higher than an element can be. Then the scroll bar is
 * a smaller picture of them: a long way on it is scaled, a short one (a wheel, a key, a finger) is as
 * long as it looks. Never changes: each move is another one.
 */
export class Scroll {
  readonly #rows: number;
  readonly #view: number;
  /** How far down in the rows, in pixels. */
  readonly top: number;
  /** Where the scroll bar is, in pixels. */
  readonly bar: number;
  /**
   * The row from which on those in sight are counted and laid out: it stays while somebody moves a
   * little, so that a row that stays in sight stays where it is, and goes along with a jump, so that
   * the places of rows that all go are taken by those that come.
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

  /** @param view how much is seen at once, in pixels */
  static start(rows: number, view: number): Scroll {
    return new Scroll(rows * rowHeight, view, 0, null, null);
  }

  /** How high the element must be. */
  get height(): number {
    return Math.min(this.#rows, tallest);
  }

  /** The first row in sight. */
  get first(): number {
    return Math.floor(this.top / rowHeight);
  }

  /** The row after the last one in sight. */
  get last(): number {
    return Math.min(this.#rows / rowHeight, Math.ceil((this.top + this.#view) / rowHeight) + 1);
  }

  /** The same place, with more rows or another view. */
  resized(rows: number, view: number): Scroll {
    const isSame = rows * rowHeight === this.#rows && view === this.#view;
    return isSame ? this : new Scroll(rows * rowHeight, view, this.top, null, this);
  }

  /** Somebody moved the scroll bar there. */
  to(bar: number): Scroll {
    const way = bar - this.bar;
    const isShort = Math.abs(way) < this.#view && this.#factor > 1;
    const top = isShort ? this.top + way : bar * this.#factor;
    return new Scroll(this.#rows, this.#view, top, bar, this);
  }

  /** Whether the bar can go no farther one way, whatever the rows can. */
  get isAtStop(): boolean {
    return this.bar <= 0 || this.bar >= this.height - this.#view - 1;
  }

  /** The same place, with the bar where it belongs for it: short ways move it too far. */
  settled(): Scroll {
    return new Scroll(this.#rows, this.#view, this.top, null, this);
  }

  /** Goes just so far that the row is in sight. */
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
