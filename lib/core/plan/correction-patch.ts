/** The second patch, after admission has replaced the image of the first. */
import { correctState, type AdmittedChange } from './admitted.ts';
import { formatUpdateRecords, parseUpdateRecords } from '../workload/applied-state.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from '../workload/workload.ts';
import { CHANGE_CAUSE, changeCause, inMap, testContainer, type JsonPatch } from './update-patch.ts';

/**
 * The patch that sets labels, record and change cause to the running image, if it differs from the written one. `current` is
 * the workload after the first patch, `before` the one before it. Only entries are removed, because a policy may forbid
 * removing anything else.
 */
export function correctionPatch(
  before: Workload,
  current: Workload,
  admitted: readonly AdmittedChange[],
): JsonPatch {
  const corrected = admitted
    .filter(({ status }) => status !== 'written')
    .map((each) => ({ name: each.change.container.name, ...correctState(before, each) }));
  const record = new Map(parseUpdateRecords(current));
  for (const { name, entry } of corrected)
    if (entry === undefined) record.delete(name);
    else record.set(name, entry);
  const updates = admitted.flatMap(({ change: { container, decision }, runs }) =>
    decision.action === 'update' ? [{ container, decision: { ...decision, to: runs } }] : [],
  );
  return [
    ...current.containers
      .filter(({ name }) => corrected.some((each) => each.name === name))
      .flatMap(testContainer),
    ...inMap(
      '/metadata/labels',
      current.has.labels,
      corrected.map(({ name, mark }) => {
        const key = appliedLabelKey(name);
        return { key, was: current.labels[key] ?? null, becomes: mark };
      }),
    ),
    ...inMap('/metadata/annotations', current.has.annotations, [
      {
        key: RECORD_ANNOTATION,
        was: current.annotations[RECORD_ANNOTATION] ?? null,
        becomes: formatUpdateRecords(current, [], record),
      },
      ...(updates.length > 0 ? [{ key: CHANGE_CAUSE, becomes: changeCause(updates) }] : []),
    ]),
  ];
}
