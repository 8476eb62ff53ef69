/** How many items of lists are read on the way to the images of an object: its owner chooses how many there are. */
import { MAX_ITEMS } from './size-limits.ts';

export class ItemBudget {
  /** Items of all lists that were met, read or not. */
  met = 0;
  #left = MAX_ITEMS;

  /** The items of a list that may be read, its first ones; none of what is no list. */
  take(list: unknown): readonly unknown[] {
    if (!Array.isArray(list)) return [];
    const items: readonly unknown[] = list;
    this.met += items.length;
    const taken = items.length > this.#left ? items.slice(0, this.#left) : items;
    this.#left -= taken.length;
    return taken;
  }
}
