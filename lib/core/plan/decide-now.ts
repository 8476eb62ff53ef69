/** Decides a push for a container, and whether its gates let it be applied now. */
import { evaluateGates, formatWaits } from '../gate/gate.ts';
import type { Push } from '../event/push.ts';
import { decide, type Candidate } from './decide.ts';
import { skip, type Decision } from './decision.ts';

/**
 * The decision; an update whose gates wait is skipped as `NoTick`, and as `InvalidGate` if they cannot be read. A push whose
 * digest runs already passes: nothing is rolled out. Without a local time every gate waits.
 */
export function decideNow(push: Push, candidate: Candidate): Decision {
  const decision = decide(push, candidate);
  if (decision.action !== 'update') return decision;
  const { gates, now } = candidate;
  if ('invalid' in gates) return skip('InvalidGate', gates.invalid);
  if (gates.length === 0) return decision;
  if (now === undefined) return skip('NoTick', 'no local time');
  const waits = evaluateGates(gates, push, now);
  return waits.length === 0 ? decision : skip('NoTick', formatWaits(waits));
}
