/**
 * Plans that nobody writes, as in observe mode and for a dry run: of each is kept what the report says of it. None is read
 * again, as those are that are kept by name until they are written (plan-memory.ts): who observes needs no right but to list,
 * and a dry run tells of the workloads as they were listed. Of what a report has no rows for the numbers are kept.
 */
import { toUpdated } from './outcome.ts';
import type { WorkloadPlan } from './plan.ts';
import { ROWS } from '../report/outcome-tally.ts';
import type { ContainerOutcome } from '../report/report.ts';
import type { SkipCount } from '../report/skipped.ts';
import { SkipTally } from '../report/skip-tally.ts';

/** What is reported of one workload, or where there are too many how many of its containers are what. */
export type ObservedPlan =
  | { readonly outcomes: readonly ContainerOutcome[] }
  | { readonly planned: number; readonly skipped: readonly SkipCount[] };

// The rows of a report, and as many skips among them.
const OUTCOMES = 2 * ROWS;

/** The plans of one list. */
export class ObservedPlans {
  readonly #byNamespace = new Map<string, { readonly place: number; readonly plan: ObservedPlan }[]>();
  #left: number;
  #places = 0;

  /** With `Infinity` examples all outcomes are kept. */
  constructor(examples?: number) {
    this.#left = examples === Infinity ? Infinity : OUTCOMES;
  }

  add({ workload, changes, skipped }: WorkloadPlan): void {
    const outcomes = [...skipped, ...changes.map((change) => toUpdated(workload, change, 'planned'))];
    const isKept = outcomes.length <= this.#left;
    if (isKept) this.#left -= outcomes.length;
    const plans = this.#byNamespace.get(workload.namespace) ?? [];
    plans.push({ place: (this.#places += 1), plan: isKept ? { outcomes } : countObserved(outcomes) });
    this.#byNamespace.set(workload.namespace, plans);
  }

  /** Nothing of this namespace would be written: its rows leave room for those of others. */
  forget(namespace: string): void {
    for (const { plan } of this.#byNamespace.get(namespace) ?? [])
      if ('outcomes' in plan) this.#left += plan.outcomes.length;
    this.#byNamespace.delete(namespace);
  }

  /** Those of the namespaces that are asked for, in the order of the list. */
  of(isAsked: (namespace: string) => boolean): readonly ObservedPlan[] {
    return [...this.#byNamespace]
      .flatMap(([namespace, plans]) => (isAsked(namespace) ? plans : []))
      .toSorted((a, b) => a.place - b.place)
      .map(({ plan }) => plan);
  }
}

function countObserved(outcomes: readonly ContainerOutcome[]): ObservedPlan {
  const skips = outcomes.filter((outcome) => outcome.result === 'skipped');
  const tally = new SkipTally(0);
  tally.add(skips);
  return { planned: outcomes.length - skips.length, skipped: tally.counts() };
}
