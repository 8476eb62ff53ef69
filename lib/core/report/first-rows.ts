/** The first of many rows, whose number somebody else chooses. */

/** A row, and where it is among others that may come before it: patches end in any order. */
export interface Placed<T> {
  readonly place: number;
  readonly row: T;
}

export class FirstRows<T> {
  readonly #most: number;
  #rows: Placed<T>[] = [];

  /** `most` is how many are kept: those of the first places, of one place the first. */
  constructor(most: number) {
    this.#most = most;
  }

  add(row: T, place = 0): void {
    this.#rows.push({ place, row });
    // Not with each: what is cut was sorted once.
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
