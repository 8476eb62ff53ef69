/** The law of T0: where nothing was applied yet, what was pushed before the image was written never acts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { policy, settings } from '../support/builders.ts';
import { deliverOnce } from './deliveries-once.ts';
import type { Deliver } from './deployment-model.ts';
import { pins, pushes, starts, type Case } from './law-cases.ts';
import { endOf, permutations, sameEnd } from './order-law.ts';

/**
 * In every order, the pushes end where the newer ones among them end alone, for the container that another manager wrote
 * and for the one beside it; where none is newer, nothing is written at all.
 */
export function imageTimeLaw(each: Case, delivery: Deliver) {
  const time = fc.integer({ min: 1, max: 4 });
  return fc.property(
    pushes(each.tags, 5, 4, 'all with a digest'),
    starts(each),
    pins,
    fc.record({ createdAt: time, imageTime: fc.option(time, { nil: undefined }) }),
    (all, start, pin, { createdAt, imageTime }) => {
      const how = settings({ pin, rules: [{ policy: policy(each.policy), enforce: false }] });
      const deployment = { ...start, ...(imageTime === undefined ? {} : { imageTime }) };
      const deliverAll = deliverOnce(delivery, how, createdAt);
      for (const order of permutations(all)) {
        const end = deliverAll(deployment, order);
        for (const container of [0, 1] as const) {
          const since = container === 0 ? Math.max(createdAt, imageTime ?? 0) : createdAt;
          const newer = order.filter(({ publishedAt }) => publishedAt > since);
          if (newer.length === 0) assert.equal(end.images[container], deployment.images[container]);
          else
            assert.ok(
              sameEnd(endOf(end, container, how), endOf(deliverAll(deployment, newer), container, how), how),
              JSON.stringify({ end, newer }),
            );
        }
      }
    },
  );
}
