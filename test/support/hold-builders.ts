/** Holds as the tests put them on workloads. */
import type { Hold } from '../../lib/core/workload/hold.ts';
import { HELD_ANNOTATION, HOLD_LABEL, type Workload } from '../../lib/core/workload/workload.ts';
import { workload } from './builders.ts';

export const HOLD: Hold = { by: 'alice', why: 'incident 42', at: 1000 };

/** A workload whose label of a hold has this value, with a note where one is given. */
export function labelled(value: string, note?: string): Workload {
  return workload({
    metadata: {
      labels: { [HOLD_LABEL]: value },
      ...(note === undefined ? {} : { annotations: { [HELD_ANNOTATION]: note } }),
    },
  });
}
