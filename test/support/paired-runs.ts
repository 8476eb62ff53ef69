/** Measuring two things in turn, A B A B: noise of the machine meets both, so that their ratio is worth something. */

/** What one run of each gave. */
export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

/** Runs both this often, in turn. */
export async function interleaved<T>(
  pairs: number,
  a: () => Promise<T>,
  b: () => Promise<T>,
): Promise<Pair<T>[]> {
  const measured: Pair<T>[] = [];
  while (measured.length < pairs) measured.push({ a: await a(), b: await b() });
  return measured;
}

/** One number of each run. */
export function pick<T>(pairs: readonly Pair<T>[], number: (run: T) => number): Pair<number>[] {
  return pairs.map(({ a, b }) => ({ a: number(a), b: number(b) }));
}

/** The medians of both sides, of at least one pair. */
export function medians(pairs: readonly Pair<number>[]): [number, number] {
  return [median(pairs.map(({ a }) => a)), median(pairs.map(({ b }) => b))];
}

/** The middle of at least one number. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const [low = NaN, high = low] = sorted.slice(Math.ceil(sorted.length / 2) - 1);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
