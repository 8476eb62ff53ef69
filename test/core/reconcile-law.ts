/** The laws of Reconcile: a listing ends where its pushes would have, and what it lacks or gets wrong moves nothing back. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Push } from '../../lib/core/event/push.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { findMissed, policiesByRepository, toListedRepository } from '../../lib/core/plan/missed-pushes.ts';
import { oldestFirst } from '../../lib/core/plan/fold-pushes.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { CLUSTER, policy, push, REPOSITORY, settings, digest } from '../support/builders.ts';
import { deliver, MARK, readWorkload, type Deployment } from './deployment-model.ts';
import { pins, starts, type Case } from './law-cases.ts';
import { endOf } from './order-law.ts';

/** What a reconcile run makes of a Deployment. */
export type Reconcile = (
  deployment: Deployment,
  listing: readonly Push[],
  settings: Settings,
  createdAt?: number,
) => Deployment;

/** The pushes that the Deployment missed, delivered as a run does it. */
export const reconcile: Reconcile = (deployment, listing, how, createdAt) => {
  const context = { cluster: CLUSTER, settings: how, policiesFor: policiesByRepository() };
  const listed = new Map([[REPOSITORY, toListedRepository(listing)]]);
  const steps = findMissed(readWorkload(deployment, createdAt), listed, context);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return step.value.updates.reduce(
      (now, { push: missed }) => deliver(now, missed, how, createdAt),
      deployment,
    );
  }
};

/** What a registry lists at a moment: each tag at one digest, each digest with one upload time. */
function listings(tags: readonly string[]) {
  const times = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 });
  const pointed = fc.array(fc.option(fc.integer({ min: 1, max: 3 })), {
    minLength: tags.length,
    maxLength: tags.length,
  });
  return fc.tuple(times, pointed).map(([uploaded, bits]) =>
    tags.flatMap((tag, index) => {
      const bit = bits[index] ?? null;
      if (bit === null) return [];
      const publishedAt = uploaded[bit - 1] ?? 0;
      return [push({ tag, digest: digest(bit), publishedAt, id: `listed-${tag}` })];
    }),
  );
}

/** What its containers run: a plain tag has the digest of the record. */
function contentOf(deployment: Deployment, how: Settings): readonly unknown[] {
  const [app, sidecar] = deployment.images;
  return [endOf(deployment, 0, how).digest ?? app, endOf(deployment, 1, how).digest ?? sidecar];
}

function followedUnder(each: Case, pin: Settings['pin']): Settings {
  const followed = { policy: policy(each.policy), pin } as const;
  return settings({ rules: [{ ...followed, enforce: false }], ...followed });
}

/** With all events of a schedule dropped, one run ends where delivery of all that is listed would have ended. */
export function listedLaw(each: Case, run: Reconcile) {
  return fc.property(
    listings(each.tags),
    starts(each),
    pins,
    fc.integer({ min: 0, max: 4 }),
    (listing, deployment, pin, createdAt) => {
      const how = followedUnder(each, pin);
      const expected = oldestFirst(listing).reduce(
        (now, listed) => deliver(now, listed, how, createdAt),
        deployment,
      );
      const after = run(deployment, listing, how, createdAt);
      assert.deepEqual(contentOf(after, how), contentOf(expected, how));
      assert.deepEqual(run(after, listing, how, createdAt).images, after.images, 'a second run acted');
    },
  );
}

/** Pushes of any tags at any digests; `half` is 0 or 1: even or odd times, so that none is at the time of another half. */
function moments(tags: readonly string[], half: 0 | 1, most: number) {
  const one = fc.record({
    tag: fc.constantFrom(...tags),
    bits: fc.integer({ min: 1, max: 3 }),
    publishedAt: fc.integer({ min: 1, max: 8 }).map((time) => 2 * time + half),
  });
  return fc
    .array(one, { maxLength: most })
    .map((all) =>
      all.map(({ bits, ...rest }, index) => push({ ...rest, digest: digest(bits), id: `m${half}-${index}` })),
    );
}

/** Whatever a listing says: no lower version, and by time nothing that was uploaded before what was applied. */
export function neverBackLaw(each: Case, run: Reconcile) {
  const pushed = moments(each.tags, 0, 3);
  const listed = moments(each.tags, 1, 6).map((all) => [
    ...new Map(all.map((one) => [one.tag, one])).values(),
  ]);
  return fc.property(pushed, listed, starts(each), pins, (events, listing, deployment, pin) => {
    const how = followedUnder(each, pin);
    const before = events.reduce((now, event) => deliver(now, event, how), deployment);
    const after = run(before, listing, how);
    if (after.images[0] === before.images[0]) return;
    if (how.policy.orderedBy === 'version')
      assert.notEqual(how.policy.evaluate(tagOf(after), tagOf(before)).may, 'newer', 'went down');
    const applied = listing.find(({ tag }) => tag === tagOf(after));
    assert.ok(applied !== undefined, 'an image that is not listed');
    if (how.policy.orderedBy === 'time') assert.ok(applied.publishedAt > markTime(before), 'went back');
  });
}

function tagOf({ images: [app] }: Deployment): string {
  const parsed = parseImage(app);
  assert.ok('image' in parsed);
  return parsed.image.tag ?? 'latest';
}

function markTime({ labels }: Deployment): number {
  return Number((labels[MARK] ?? '0.0').split('.')[0]);
}
