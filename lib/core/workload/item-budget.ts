/** Limits the list items that are read in the paths to images of an object, because its owner chooses their number. */
import { MAX_ITEMS } from './size-limits.ts';

export class ItemBudget {
  /** The number of items in all lists, including those that were not read. */
  met = 0;
  #left = MAX_ITEMS;

  /** The first items of a list, within the budget; none if the value is not a list. */
  take(list: unknown): readonly unknown[] {
    if (!Array.isArray(list)) return [];
    const items: readonly unknown[] = list;
    this.met += items.length;
    const taken = items.length > this.#left ? items.slice(0, this.#left) : items;
    this.#left -= taken.length;
    return taken;
  }
}
