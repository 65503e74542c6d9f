/** In pixels; the style sheet sets the same. */
export const rowHeight = 30;
export const headHeight = 36;

/** The tallest that browsers let an element be; Firefox stops first, at about 17 million pixels. */
const tallest = 15_000_000;

/**
 * Where in the rows somebody is, when they are higher than an element can be. Then the scroll bar is
 * a smaller picture of them: a long way on it is scaled, a short one (a wheel, a key, a finger) is as long as it
 * looks.
 */
export class Scroll {
  readonly #rows: number;
  readonly #view: number;
  /** How far down in the rows, in pixels. */
  #top = 0;
  #bar = 0;

  /** @param view how much is seen at once, in pixels */
  constructor(rows: number, view: number) {
    this.#rows = rows * rowHeight;
    this.#view = view;
  }

  /** How high the element must be. */
  get height(): number {
    return Math.min(this.#rows, tallest);
  }

  get top(): number {
    return this.#top;
  }

  /** Where the scroll bar belongs for where we are. */
  get bar(): number {
    return this.#top / this.#factor;
  }

  /** The same place, with more rows or another view. */
  resized(rows: number, view: number): Scroll {
    const next = new Scroll(rows, view);
    next.#top = Math.min(this.#top, next.#end);
    next.#bar = next.bar;
    return next;
  }

  /** Somebody moved the scroll bar there. */
  to(bar: number): void {
    const way = bar - this.#bar;
    this.#bar = bar;
    const isShort = Math.abs(way) < this.#view && this.#factor > 1;
    const top = isShort ? this.#top + way : bar * this.#factor;
    this.#top = Math.max(0, Math.min(this.#end, top));
  }

  /** Goes just so far that the row is in sight. */
  reveal(row: number): void {
    const start = row * rowHeight;
    const least = start + rowHeight - this.#view;
    this.#top = Math.max(0, Math.min(start, Math.max(this.#top, least), this.#end));
    this.#bar = this.bar;
  }

  get #end(): number {
    return Math.max(0, this.#rows - this.#view);
  }

  get #factor(): number {
    const bar = this.height - this.#view;
    return bar > 0 ? Math.max(1, this.#end / bar) : 1;
  }
}
