/** Counts the parts of a step of a reconcile run, for progress. */
import type { ReconcileContext, ReconcileStep } from './context.ts';

/** Each call of the result counts one part. */
export function countSteps(
  step: ReconcileStep,
  total: number,
  onProgress: ReconcileContext['onProgress'],
): () => void {
  let done = 0;
  onProgress?.(step, { done, total });
  return () => onProgress?.(step, { done: (done += 1), total });
}
