/** Workloads that are held, and by whom. */
import { HELD_ANNOTATION, HOLD_LABEL, type Workload } from '../../lib/core/workload/workload.ts';
import type { Hold } from '../../lib/core/workload/hold.ts';
import { workload } from './builders.ts';

export const HOLD: Hold = { by: 'alice', why: 'incident 42', at: 1000 };

/** With this value of the label, and this note. */
export function labelledHold(value: string, note?: string): Workload {
  return workload({
    metadata: {
      labels: { [HOLD_LABEL]: value },
      ...(note === undefined ? {} : { annotations: { [HELD_ANNOTATION]: note } }),
    },
  });
}
