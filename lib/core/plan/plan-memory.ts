/**
 * Keeps the plans of a cluster until they are written: complete plans within a memory limit, then only the name of the
 * workload, which is read and decided again before it is written. Owners choose the number and the size of workloads, so not
 * all plans can be kept complete.
 */
import type { Planning, WorkloadPlan } from './plan.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';

/** A plan that is kept only by the name of its workload. */
export interface NamedPlan extends Pick<Workload, 'kind' | 'namespace' | 'name'> {
  /** The first change: reported if the workload cannot be read again. */
  readonly container: Pick<Container, 'name' | 'image'>;
  /** Limits the updates, as in {@link Planning}. */
  readonly only?: Planning['only'];
}

export type PlanInMemory = WorkloadPlan | NamedPlan;

/** Whether the complete plan is kept. */
export function isWhole(plan: PlanInMemory): plan is WorkloadPlan {
  return 'workload' in plan;
}

/** The namespace of its workload. */
export function planNamespace(plan: PlanInMemory): string {
  return isWhole(plan) ? plan.workload.namespace : plan.namespace;
}

/** The memory limit for complete plans of an event in all its clusters, in bytes (estimated). */
export const PLAN_BYTES = 8_000_000;

/** The memory for complete plans of an event, shared by its clusters and their lists. */
export class PlanMemory {
  readonly #shared: { readonly each: number; left: number };
  readonly #parts: PlanMemory[] = [];
  #taken = 0;

  /** In bytes, or a share of another memory; a plan gets at most a hundredth, so that a few workloads cannot exhaust it. */
  constructor(of: number | PlanMemory = PLAN_BYTES) {
    this.#shared = typeof of === 'number' ? { each: of / 100, left: of } : of.#shared;
  }

  /** Keeps the plan, which has at least one change, complete or by name. */
  keep(plan: WorkloadPlan): PlanInMemory {
    const { each, left } = this.#shared;
    const whole = withoutForeignLabels(plan);
    const bytes = estimateBytes(whole);
    if (bytes > each || bytes > left) return namePlan(plan);
    this.#shared.left -= bytes;
    this.#taken += bytes;
    return whole;
  }

  /** The share of a cluster or a list, which is released on its own or with the rest. */
  part(): PlanMemory {
    const part = new PlanMemory(this);
    this.#parts.push(part);
    return part;
  }

  /** Releases the share: its plans are written, or dropped. */
  giveBack(): void {
    for (const part of this.#parts) part.giveBack();
    this.#shared.left += this.#taken;
    this.#taken = 0;
  }
}

/** The name of its workload, and the first container to write. */
export function namePlan({ workload, changes }: WorkloadPlan, only?: Planning['only']): NamedPlan {
  const { kind, namespace, name } = workload;
  const { name: container = '', image = '' } = changes[0]?.container ?? {};
  return { kind, namespace, name, container: { name: container, image }, ...(only && { only }) };
}

// Measured: objects without the texts that owners choose.
const PLAN_OVERHEAD = 2_000;
const CONTAINER_OVERHEAD = 300;
// Including its pointer, from which that of the image is derived.
const ITEM_OVERHEAD = 100;
const DECISION_OVERHEAD = 1_000;
// For a text with a character beyond Latin-1.
const CHARACTER = 2;

/** The estimated memory of a plan, in bytes; not much less than the actual memory. */
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

// The others were needed only for rules; a patch does not need them.
function withoutForeignLabels(plan: WorkloadPlan): WorkloadPlan {
  const { workload } = plan;
  const labels = Object.entries(workload.labels).filter(([key]) => key.includes('image-updater/'));
  return { ...plan, workload: { ...workload, labels: Object.fromEntries(labels) } };
}
