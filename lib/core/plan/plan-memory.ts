/**
 * What is kept of the plans of a cluster until they are written: all of each while there is memory for it, then only the
 * name of its workload, which is read and decided again before it is written. How many workloads there are and what is in
 * them is for their owners to choose, so that not all plans can be kept whole.
 */
import type { WorkloadPlan } from './plan.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';

/** A plan of which only the name of its workload is kept. */
export interface NamedPlan extends Pick<Workload, 'kind' | 'namespace' | 'name'> {
  /** The first that was to be written: what is reported where the workload cannot be read again. */
  readonly container: Pick<Container, 'name' | 'image'>;
}

export type PlanInMemory = WorkloadPlan | NamedPlan;

/** Whether all of the plan is kept. */
export function isWhole(plan: PlanInMemory): plan is WorkloadPlan {
  return 'workload' in plan;
}

/** The namespace of its workload. */
export function planNamespace(plan: PlanInMemory): string {
  return isWhole(plan) ? plan.workload.namespace : plan.namespace;
}

/** About the memory that whole plans may take, in bytes, for one event in all of its clusters. */
export const PLAN_BYTES = 8_000_000;

/** The memory for the whole plans of an event; its clusters share it, and in a cluster its lists. */
export class PlanMemory {
  readonly #shared: { readonly each: number; left: number };
  readonly #parts: PlanMemory[] = [];
  #taken = 0;

  /** In bytes, or a part of another; one plan gets a hundredth of it at most, so that no few workloads use it up. */
  constructor(of: number | PlanMemory = PLAN_BYTES) {
    this.#shared = typeof of === 'number' ? { each: of / 100, left: of } : of.#shared;
  }

  /** What is to be kept of the plan, which has at least one change. */
  keep(plan: WorkloadPlan): PlanInMemory {
    const { each, left } = this.#shared;
    const whole = withoutForeignLabels(plan);
    const bytes = estimateBytes(whole);
    if (bytes > each || bytes > left) return namePlan(plan);
    this.#shared.left -= bytes;
    this.#taken += bytes;
    return whole;
  }

  /** What a cluster or a list takes of it, to be given back by itself or with the rest. */
  part(): PlanMemory {
    const part = new PlanMemory(this);
    this.#parts.push(part);
    return part;
  }

  /** Its plans are written, or dropped. */
  giveBack(): void {
    for (const part of this.#parts) part.giveBack();
    this.#shared.left += this.#taken;
    this.#taken = 0;
  }
}

/** The name of its workload, and the first container that is to be written. */
export function namePlan({ workload, changes }: WorkloadPlan): NamedPlan {
  const { kind, namespace, name } = workload;
  const { name: container = '', image = '' } = changes[0]?.container ?? {};
  return { kind, namespace, name, container: { name: container, image } };
}

// Measured: objects alone, without the texts that owners choose.
const PLAN_OVERHEAD = 2_000;
const CONTAINER_OVERHEAD = 300;
// With its pointer, of which that of the image is made.
const ITEM_OVERHEAD = 100;
const DECISION_OVERHEAD = 1_000;
// Of a text with a single character beyond Latin-1.
const CHARACTER = 2;

/** About the memory that a plan takes, in bytes; never much less than it does. */
function estimateBytes({ workload, changes, skipped, alreadyApplied }: WorkloadPlan): number {
  const { annotations, labels, containers, templates } = workload;
  const texts = [
    ...Object.entries(annotations).flat(),
    ...Object.entries(labels).flat(),
    ...containers.flatMap(textsIn),
    ...changes.flatMap(({ decision: { applied } }) => [applied.entry.from, applied.entry.to]),
    ...skipped.map(({ detail = '' }) => detail),
    ...alreadyApplied.flatMap(({ from, to }) => [from, to]),
  ];
  return (
    PLAN_OVERHEAD +
    CONTAINER_OVERHEAD * containers.length +
    ITEM_OVERHEAD * (templates.length + containers.reduce((sum, { items }) => sum + items.length, 0)) +
    DECISION_OVERHEAD * (changes.length + skipped.length + alreadyApplied.length) +
    CHARACTER * texts.reduce((sum, text) => sum + text.length, 0)
  );
}

function textsIn({ name, image, pointer, items, pullPolicy = '' }: Container): readonly string[] {
  return [name, image, pointer, ...items.map((item) => item.name), pullPolicy];
}

// Rules are through with the others, and a patch does not need them.
function withoutForeignLabels(plan: WorkloadPlan): WorkloadPlan {
  const { workload } = plan;
  const labels = Object.entries(workload.labels).filter(([key]) => key.includes('image-updater/'));
  return { ...plan, workload: { ...workload, labels: Object.fromEntries(labels) } };
}
