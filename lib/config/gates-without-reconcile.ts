/** Gates in a configuration without `reconcile`: what waits for them is applied by nothing later. */
import type { Complaint } from './complaint.ts';
import type { Config } from './config.ts';

/** A warning for the first rule with a gate, unless a topic for reconcile is configured. */
export function gatesWithoutReconcile({
  settings: { rules },
  pubsub: { reconcile },
}: Pick<Config, 'settings' | 'pubsub'>): readonly Complaint[] {
  if (reconcile !== undefined) return [];
  return rules
    .flatMap(({ minimumAge, windows }, index) => {
      const key = minimumAge === undefined ? windows && 'windows' : 'minimumAge';
      return key === undefined ? [] : [`rules[${index}].${key}`];
    })
    .slice(0, 1)
    .map((path) => ({
      code: 'NothingLater',
      path,
      expected: '`reconcile` too, because a push that waits for a gate is applied by a later run of it',
      received: 'none',
    }));
}
