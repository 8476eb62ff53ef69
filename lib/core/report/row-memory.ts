/**
 * The memory that an event has for the rows of skipped containers beyond the examples of its report: only the log names
 * them. Its clusters share it, for owners choose how many such containers there are and what stands in them.
 */
import type { Skipped } from './skipped.ts';

/** In bytes, for one event in all of its clusters: some 1,500 containers with names of the usual length. */
export const ROW_BYTES = 1_000_000;

// Measured: objects alone, without the texts that owners choose.
const ROW_OVERHEAD = 400;
// Of a text with a single character beyond Latin-1.
const CHARACTER = 2;

export class RowMemory {
  readonly #bytes: number;
  #left: number;
  #tentative: RowMemory | undefined;

  /** In bytes. */
  constructor(bytes = ROW_BYTES) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /** As much again, for rows of which it is not known yet whether they are reported: they take no room from those that are. */
  get tentative(): RowMemory {
    return (this.#tentative ??= new RowMemory(this.#bytes));
  }

  /** Whether there is room for the row, which is then taken. */
  keep(row: Skipped): boolean {
    const bytes = estimateRow(row);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Gives back the room of rows that are not used. */
  giveBack(rows: readonly Skipped[]): void {
    for (const row of rows) this.#left += estimateRow(row);
  }
}

/** About the memory that a row takes, in bytes; never much less than it does. */
function estimateRow({ workload: { namespace, name }, container, image, detail = '' }: Skipped): number {
  const texts = [namespace, name, container, image, detail];
  return ROW_OVERHEAD + CHARACTER * texts.reduce((sum, text) => sum + text.length, 0);
}
