/** Chance that a seed repeats, whatever the order in which things happen: each question has its own answer. */
import { createHash } from 'node:crypto';

/** From 0 up to, not including, 1: always the same for one seed and one question. */
export type Chance = (...question: readonly (string | number)[]) => number;

/** The chance of one seed. */
export function seededChance(seed: number): Chance {
  return (...question) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...question]))
      .digest()
      .readUInt32BE() /
    2 ** 32;
}

/** One of them. */
export function pickOne<T>(all: readonly [T, ...T[]], chance: number): T {
  return all[Math.floor(chance * all.length)] ?? all[0];
}

/** The same in another order. */
export function shuffled<T>(all: readonly T[], chance: Chance): T[] {
  return all
    .map((each, index) => ({ each, place: chance('shuffled', index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ each }) => each);
}
