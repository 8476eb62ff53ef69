/**
 * Counts updates by earlier deliveries of a push, and keeps rows within a memory limit, because owners may write records and so
 * choose their number.
 */
import type { Updated } from './report.ts';
import type { RowMemory } from './row-memory.ts';

export class AppliedTally {
  readonly #memory: RowMemory | undefined;
  readonly #rows: Updated[] = [];
  #count = 0;

  /** Without a memory all rows are kept. */
  constructor(memory?: RowMemory) {
    this.#memory = memory;
  }

  add(row: Updated): void {
    this.#count += 1;
    if (this.#memory?.keep(row) !== false) this.#rows.push(row);
  }

  /** Adds the counts of a tally with the same memory. */
  merge(other: AppliedTally): void {
    this.#count += other.#count;
    for (const row of other.#rows) this.#rows.push(row);
  }

  /** Releases the memory of its rows: they are not used. */
  drop(): void {
    this.#memory?.giveBack(this.#rows);
    this.#rows.length = 0;
    this.#count = 0;
  }

  get rows(): readonly Updated[] {
    return this.#rows;
  }

  /** The number of updates beyond the rows. */
  get unlisted(): number {
    return this.#count - this.#rows.length;
  }
}
