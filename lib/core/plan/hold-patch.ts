/** The patch that holds a workload, or releases it. */
import { isHeld, type Hold } from '../workload/hold.ts';
import { inMap, type JsonPatch } from './update-patch.ts';
import { HELD_ANNOTATION, HOLD_LABEL, type Workload } from '../workload/workload.ts';

/** The patch that holds a workload, or without `hold` releases it; undefined if nothing has to change. */
export function holdPatch(workload: Workload, hold: Hold | undefined): JsonPatch | undefined {
  const { labels, annotations, has } = workload;
  if (isHeld(workload) === (hold !== undefined)) return undefined;
  const was = labels[HOLD_LABEL] ?? null;
  const note = annotations[HELD_ANNOTATION];
  if (hold === undefined)
    return [
      ...inMap('/metadata/labels', true, [{ key: HOLD_LABEL, was, becomes: null }]),
      ...(note === undefined
        ? []
        : inMap('/metadata/annotations', true, [{ key: HELD_ANNOTATION, becomes: null }])),
    ];
  return [
    ...inMap('/metadata/labels', has.labels, [{ key: HOLD_LABEL, was, becomes: 'true' }]),
    ...inMap('/metadata/annotations', has.annotations, [
      { key: HELD_ANNOTATION, becomes: JSON.stringify(hold) },
    ]),
  ];
}
