/**
 * Plans that are not written, in observe mode and for a dry run: only their report rows are kept. They are not read again,
 * unlike plans that are kept by name until they are written (plan-memory.ts): observing needs only the permission to list, and
 * a dry run reports the workloads as listed. Rows beyond the size of a report are only counted.
 */
import { toUpdated } from './outcome.ts';
import type { WorkloadPlan } from './plan.ts';
import { ROWS } from '../report/outcome-tally.ts';
import type { ContainerOutcome } from '../report/report.ts';
import type { SkipCount, Skipped } from '../report/skipped.ts';
import { SkipTally } from '../report/skip-tally.ts';

/** The report of a workload: rows, and the counts of further containers. */
export interface ObservedPlan {
  readonly outcomes: readonly ContainerOutcome[];
  readonly planned: number;
  readonly skipped: readonly SkipCount[];
}

/** The number of rows that may still be kept; separate for updates and skips. */
interface Room {
  updates: number;
  skips: number;
}

/** The plans of a list. */
export class ObservedPlans {
  readonly #byNamespace = new Map<string, { readonly place: number; readonly plan: ObservedPlan }[]>();
  readonly #room: Room;
  #places = 0;

  /** With `Infinity` examples all outcomes are kept. */
  constructor(examples?: number) {
    const rows = examples === Infinity ? Infinity : ROWS;
    this.#room = { updates: rows, skips: rows };
  }

  add({ workload, changes, skipped }: WorkloadPlan): void {
    const outcomes = [...skipped, ...changes.map((change) => toUpdated(workload, change, 'planned'))];
    const plans = this.#byNamespace.get(workload.namespace) ?? [];
    plans.push({ place: (this.#places += 1), plan: keepRows(outcomes, this.#room) });
    this.#byNamespace.set(workload.namespace, plans);
  }

  /** Nothing in this namespace would be written: releases its rows. */
  forget(namespace: string): void {
    for (const { plan } of this.#byNamespace.get(namespace) ?? []) {
      const skips = plan.outcomes.filter(isSkip).length;
      this.#room.skips += skips;
      this.#room.updates += plan.outcomes.length - skips;
    }
    this.#byNamespace.delete(namespace);
  }

  /** The outcomes of the requested namespaces, in the order of the list. */
  of(isAsked: (namespace: string) => boolean): readonly ObservedPlan[] {
    return [...this.#byNamespace]
      .flatMap(([namespace, plans]) => (isAsked(namespace) ? plans : []))
      .toSorted((a, b) => a.place - b.place)
      .map(({ plan }) => plan);
  }
}

/** Keeps the rows of a workload within the limit, and counts the others. */
function keepRows(outcomes: readonly ContainerOutcome[], room: Room): ObservedPlan {
  const skips = outcomes.filter(isSkip);
  const updates = outcomes.length - skips.length;
  const keepsSkips = skips.length <= room.skips;
  const keepsUpdates = updates <= room.updates;
  if (keepsSkips) room.skips -= skips.length;
  if (keepsUpdates) room.updates -= updates;
  const tally = new SkipTally(0);
  if (!keepsSkips) tally.add(skips);
  return {
    outcomes: outcomes.filter((outcome) => (isSkip(outcome) ? keepsSkips : keepsUpdates)),
    planned: keepsUpdates ? 0 : updates,
    skipped: tally.counts(),
  };
}

function isSkip(outcome: ContainerOutcome): outcome is Skipped {
  return outcome.result === 'skipped';
}
