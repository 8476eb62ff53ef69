/** The law of order: whatever the order in which pushes come, the end is the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { valueAt } from '../../lib/core/text/json.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { policy, settings } from '../support/builders.ts';
import { deliverOnce } from './deliveries-once.ts';
import { RECORD, type Deployment, type Deliver } from './deployment-model.ts';
import type { pins } from './law-cases.ts';
import { pushes, starts, type Case, type Digests } from './law-cases.ts';

// --- Order

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** What a container ended at: the digest (under `pin: tag` the record tells it), and by version which one. */
export function endOf(deployment: Deployment, container: 0 | 1, how: Settings) {
  const parsed = parseImage(deployment.images[container]);
  assert.ok('image' in parsed);
  const record: unknown = JSON.parse(deployment.annotations[RECORD] ?? '{}');
  const name = container === 0 ? 'app' : 'sidecar';
  const recorded = readDigest(record, name);
  return {
    digest: parsed.image.digest ?? recorded,
    tag: how.policy.orderedBy === 'version' ? parsed.image.tag : undefined,
  };
}

function readDigest(record: unknown, name: string): unknown {
  return valueAt(record, [name, 'digest']);
}

export function sameEnd(a: ReturnType<typeof endOf>, b: ReturnType<typeof endOf>, how: Settings): boolean {
  const sameVersion =
    a.tag === b.tag ||
    (a.tag !== undefined && b.tag !== undefined && how.policy.evaluate(a.tag, b.tag).may === 'same');
  return a.digest === b.digest && sameVersion;
}

/** Where the law holds: which pushes come to which containers, under which pins. */
export interface Order {
  readonly digests: Digests;
  readonly pins: typeof pins;
  /** Whether the containers carry a digest; either where it is left out. */
  readonly pinned?: boolean;
}

export function orderLaw(each: Case, delivery: Deliver, where: Order) {
  return fc.property(
    pushes(each.tags, 3, 4, where.digests),
    starts(each, where.pinned),
    fc.tuple(where.pins, fc.boolean()),
    fc.integer({ min: 0, max: 3 }),
    (all, deployment, [pin, byDefault], createdAt) => {
      const followed = { policy: policy(each.policy), pin } as const;
      const how = byDefault
        ? settings(followed)
        : settings({ rules: [{ ...followed, enforce: false }], ...followed });
      const withDuplicate = [...all, ...all.slice(0, 1)];
      const deliverAll = deliverOnce(delivery, how, createdAt);
      const ends = permutations(withDuplicate).map((order) => deliverAll(deployment, order));
      const [first, ...others] = new Set(ends);
      assert.ok(first !== undefined);
      for (const other of others) {
        for (const container of [0, 1] as const) {
          assert.ok(
            sameEnd(endOf(first, container, how), endOf(other, container, how), how),
            JSON.stringify({ first, other }),
          );
        }
      }
    },
  );
}
