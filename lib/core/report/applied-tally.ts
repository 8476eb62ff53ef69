/**
 * Counts what earlier deliveries of a push have updated, and keeps the rows that there is memory for: how many there are is
 * for records to say, which owners may write.
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

  /** Adds what a tally with the same memory counted. */
  merge(other: AppliedTally): void {
    this.#count += other.#count;
    for (const row of other.#rows) this.#rows.push(row);
  }

  /** Gives back the memory of its rows: nothing of it is used. */
  drop(): void {
    this.#memory?.giveBack(this.#rows);
    this.#rows.length = 0;
    this.#count = 0;
  }

  get rows(): readonly Updated[] {
    return this.#rows;
  }

  /** How many there are beyond the rows. */
  get unlisted(): number {
    return this.#count - this.#rows.length;
  }
}
