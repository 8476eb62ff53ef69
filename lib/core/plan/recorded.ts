/** What a workload tells of a change after its patch: by that one is recognised whose answer was lost. */
import { formatUpdateRecords, parseUpdateRecords } from '../workload/applied-state.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from '../workload/workload.ts';
import type { AdmittedChange } from './admitted.ts';
import type { ContainerChange, WorkloadPlan } from './plan.ts';

/** Whether applied label and record of its container are as the patch of this change writes them. */
export function isRecorded({ container: { name }, decision }: ContainerChange, current: Workload): boolean {
  const { mark, entry } = decision.applied;
  return (
    current.labels[appliedLabelKey(name)] === mark &&
    JSON.stringify(parseUpdateRecords(current).get(name)) === JSON.stringify(entry)
  );
}

/** What the container of a change runs; undefined where it is gone. */
export function findImage({ containers }: Workload, { container }: ContainerChange): string | undefined {
  return containers.find(({ name }) => name === container.name)?.image;
}

/**
 * The workload as the patch of a plan left it, by the images of the answer: all that the next patch of it needs, without
 * the answer, which is as large as its owner likes.
 */
export function patchedWorkload(
  { workload, changes }: WorkloadPlan,
  admitted: readonly AdmittedChange[],
): Workload {
  const images = new Map(admitted.map(({ change, runs }) => [change.container.name, runs]));
  const marks = changes.map(
    ({ container, decision }) => [appliedLabelKey(container.name), decision.applied.mark] as const,
  );
  const entries = changes.map(({ container, decision }) => [container.name, decision.applied.entry] as const);
  return {
    ...workload,
    containers: workload.containers.map((container) => ({
      ...container,
      image: images.get(container.name) ?? container.image,
    })),
    labels: { ...workload.labels, ...Object.fromEntries(marks) },
    annotations: { ...workload.annotations, [RECORD_ANNOTATION]: formatUpdateRecords(workload, entries) },
    has: { ...workload.has, labels: true, annotations: true },
  };
}
