/**
 * The memory that an event has for the rows of containers that it does not change: of skipped ones beyond the examples of its
 * report, which only the log names, and of those that earlier deliveries have updated. Its clusters share it, for owners choose how many such containers there are and what stands in them.
 */
import type { ContainerRef } from './skipped.ts';

/** What is kept of one container: a skip or an update. */
export interface Row extends ContainerRef {
  readonly detail?: string;
  readonly from?: string;
  readonly to?: string;
}

/** In bytes, for one event in all of its clusters: some 1,500 containers with names of the usual length. */
const ROW_BYTES = 1_000_000;

// Measured: objects alone, without the texts that owners choose.
const ROW_OVERHEAD = 400;
// Of a text with a single character beyond Latin-1.
const CHARACTER = 2;

export class RowMemory {
  readonly #bytes: number;
  #left: number;
  #tentative: RowMemory | undefined;
  #applied: RowMemory | undefined;

  /** In bytes. */
  constructor(bytes = ROW_BYTES) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /** As much again, for rows of which it is not known yet whether they are reported: they take no room from those that are. */
  get tentative(): RowMemory {
    return (this.#tentative ??= new RowMemory(this.#bytes));
  }

  /** As much again, for what earlier deliveries have updated: no number of skips is to take its room. */
  get applied(): RowMemory {
    return (this.#applied ??= new RowMemory(this.#bytes));
  }

  /** Whether there is room for the row, which is then taken. */
  keep(row: Row): boolean {
    const bytes = estimateRow(row);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Gives back the room of rows that are not used. */
  giveBack(rows: readonly Row[]): void {
    for (const row of rows) this.#left += estimateRow(row);
  }
}

/** About the memory that a row takes, in bytes; never much less than it does. */
function estimateRow({ workload, container, image, detail = '', from = '', to = '' }: Row): number {
  const texts = [workload.namespace, workload.name, container, image, detail, from, to];
  return ROW_OVERHEAD + CHARACTER * texts.reduce((sum, text) => sum + text.length, 0);
}
