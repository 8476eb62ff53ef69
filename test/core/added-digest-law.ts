/** The law of added digests: a digest that admission puts behind a written tag changes nothing that the pushes come to. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { policy, settings } from '../support/builders.ts';
import type { Deliver, Deployment } from './deployment-model.ts';
import { pushes, starts, type Case } from './law-cases.ts';
import { endOf, sameEnd } from './order-law.ts';

/** Under `pin: tag`; `add` is what admission does after some of the pushes. */
export function addedDigestLaw(each: Case, delivery: Deliver, add: (deployment: Deployment) => Deployment) {
  return fc.property(
    pushes(each.tags, 8, 6, 'all with a digest'),
    fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    starts(each, false),
    fc.boolean(),
    (all, adds, start, byDefault) => {
      const followed = { policy: policy(each.policy), pin: 'tag' } as const;
      const how = byDefault ? settings(followed) : settings({ rules: [{ ...followed, enforce: false }] });
      let [plain, added] = [start, start];
      for (const [index, pushed] of all.entries()) {
        plain = delivery(plain, pushed, how);
        const delivered = delivery(added, pushed, how);
        added = adds[index] === true ? add(delivered) : delivered;
        assert.deepEqual(added.labels, plain.labels);
        for (const container of [0, 1] as const)
          assert.ok(sameEnd(endOf(added, container, how), endOf(plain, container, how), how));
      }
    },
  );
}
