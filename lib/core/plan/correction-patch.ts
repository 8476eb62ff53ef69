/** The patch after a patch, where admission made another image of it than was written. */
import { correctState, type AdmittedChange } from './admitted.ts';
import { formatUpdateRecords, parseUpdateRecords } from '../workload/applied-state.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from '../workload/workload.ts';
import { CHANGE_CAUSE, changeCause, inMap, testContainer, type JsonPatch } from './update-patch.ts';

/**
 * The patch that makes labels, record and change cause tell of what runs, where that is not what the first patch wrote.
 * `current` is the workload as that patch left it, `before` as it was until then. Nothing is removed but entries: a policy
 * may let nothing else go.
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
