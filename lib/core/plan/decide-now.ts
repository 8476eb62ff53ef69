/** Decides a push for a container, and whether its gates let it be applied now. */
import { evaluateGates, formatWaits } from '../gate/gate.ts';
import type { Push } from '../event/push.ts';
import { decide, type Candidate } from './decide.ts';
import { skip, type Decision } from './decision.ts';

/**
 * The decision; an update whose gates wait is skipped as `NoTick`. A push whose digest runs already passes: nothing is rolled
 * out. Without a local time gates wait.
 */
export function decideNow(push: Push, candidate: Candidate): Decision {
  const decision = decide(push, candidate);
  if (decision.action !== 'update') return decision;
  const { gates, now } = candidate;
  const waits = evaluateGates(gates, push, now ?? 0);
  return waits.length === 0 ? decision : skip('NoTick', formatWaits(waits));
}
