/**
 * The memory of an event for rows of unchanged containers: skipped ones beyond the examples of its report, which only the log
 * names, and those that earlier deliveries have updated. Its clusters share it, because owners choose the number and the size of
 * such rows.
 */
import type { ContainerRef } from './skipped.ts';

/** The row of a container: a skip or an update. */
export interface Row extends ContainerRef {
  readonly detail?: string;
  readonly from?: string;
  readonly to?: string;
}

/** In bytes, for an event in all its clusters: about 1,500 containers with names of normal length. */
const ROW_BYTES = 1_000_000;

// Measured: objects without the texts that owners choose.
const ROW_OVERHEAD = 400;
// For a text with a character beyond Latin-1.
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

  /** A separate memory of the same size for rows that may not be reported, so that they do not displace reported ones. */
  get tentative(): RowMemory {
    return (this.#tentative ??= new RowMemory(this.#bytes));
  }

  /** A separate memory of the same size for updates by earlier deliveries, so that skips do not displace them. */
  get applied(): RowMemory {
    return (this.#applied ??= new RowMemory(this.#bytes));
  }

  /** Reserves memory for the row; the result says whether it was available. */
  keep(row: Row): boolean {
    const bytes = estimateRow(row);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Releases the memory of unused rows. */
  giveBack(rows: readonly Row[]): void {
    for (const row of rows) this.#left += estimateRow(row);
  }
}

/** The estimated memory of a row, in bytes; not much less than the actual memory. */
function estimateRow({ workload, container, image, detail = '', from = '', to = '' }: Row): number {
  const texts = [workload.namespace, workload.name, container, image, detail, from, to];
  return ROW_OVERHEAD + CHARACTER * texts.reduce((sum, text) => sum + text.length, 0);
}
