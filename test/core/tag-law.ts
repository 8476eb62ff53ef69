/**
 * The law of tags: under `pin: tag` the text is all that the nodes have, so that every order of the same pushes ends at the
 * same one.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { policy, settings } from '../support/builders.ts';
import { deliverOnce } from './deliveries-once.ts';
import type { Deliver } from './deployment-model.ts';
import { pushes, starts, type Case } from './law-cases.ts';
import { permutations } from './order-law.ts';

/** Of pushes at different times, for those of one time are ordered by their digests alone. */
export function tagLaw(each: Case, delivery: Deliver, times: 'different' | 'any' = 'different') {
  return fc.property(pushes(each.tags, 6, 4, 'all with a digest'), starts(each, false), (all, start) => {
    fc.pre(times === 'any' || new Set(all.map(({ publishedAt }) => publishedAt)).size === all.length);
    const how = settings({ pin: 'tag', policy: policy(each.policy) });
    const deliverAll = deliverOnce(delivery, how);
    const [first, ...others] = new Set(permutations(all).map((order) => deliverAll(start, order)));
    for (const other of others) assert.deepEqual(other.images, first?.images);
  });
}
