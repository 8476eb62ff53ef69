/** Keeps the first of many rows, because owners choose their number. */

/** A row with its place in the order, because patches end in any order. */
export interface Placed<T> {
  readonly place: number;
  readonly row: T;
}

export class FirstRows<T> {
  readonly #most: number;
  #rows: Placed<T>[] = [];

  /** `most` is the number of kept rows: those with the lowest places; with the same place the first. */
  constructor(most: number) {
    this.#most = most;
  }

  add(row: T, place = 0): void {
    this.#rows.push({ place, row });
    // Not for each row: truncation sorts once.
    if (this.#rows.length > 2 * this.#most) this.#rows = this.#first();
  }

  /** In the order of their places. */
  placed(): readonly Placed<T>[] {
    return this.#first();
  }

  /** In the order of their places. */
  rows(): T[] {
    return this.#first().map(({ row }) => row);
  }

  #first(): Placed<T>[] {
    return this.#rows.toSorted((a, b) => a.place - b.place).slice(0, this.#most);
  }
}
