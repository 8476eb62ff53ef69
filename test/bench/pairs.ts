/** Measuring two things in turn, A B A B: noise of the machine meets both, so that their ratio is worth something. */

/** What one run of each gave. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Runs both this often, in turn. */
export async function interleaved(
  pairs: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<Pair[]> {
  const measured: Pair[] = [];
  while (measured.length < pairs) measured.push({ a: await a(), b: await b() });
  return measured;
}

/** The middle of at least one number. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const [low = NaN, high = low] = sorted.slice(Math.ceil(sorted.length / 2) - 1);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
