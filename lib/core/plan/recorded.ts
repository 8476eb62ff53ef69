/** Recognizes a change in a workload after its patch, if the response was lost. */
import { formatUpdateRecords, parseUpdateRecords } from '../workload/applied-state.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from '../workload/workload.ts';
import type { AdmittedChange } from './admitted.ts';
import type { ContainerChange, WorkloadPlan } from './plan.ts';

/** Whether applied label and record of the container are those that the patch of this change writes. */
export function isRecorded({ container: { name }, decision }: ContainerChange, current: Workload): boolean {
  const { mark, entry } = decision.applied;
  return (
    current.labels[appliedLabelKey(name)] === mark &&
    JSON.stringify(parseUpdateRecords(current).get(name)) === JSON.stringify(entry)
  );
}

/** The running image of the container of a change; undefined if the container was removed. */
export function findImage({ containers }: Workload, { container }: ContainerChange): string | undefined {
  return containers.find(({ name }) => name === container.name)?.image;
}

/**
 * The workload after the patch of a plan, with the images of the response: sufficient for the next patch, without keeping the
 * response, whose size its owner chooses.
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
