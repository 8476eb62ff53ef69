/** The laws of gates without a tick: L1 at delivery and in a reconcile run, and where repeated runs end. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Push } from '../../lib/core/event/push.ts';
import { oldestFirst } from '../../lib/core/plan/fold-pushes.ts';
import { findMissed, policiesByRepository, toListedRepository } from '../../lib/core/plan/missed-pushes.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { CLUSTER, digest, policy, push, REPOSITORY, settings } from '../support/builders.ts';
import { deliver, deliverAt, readWorkload, type Deployment } from './deployment-model.ts';
import { starts, type Case } from './law-cases.ts';

/** A run at a moment. */
export type RunAt = (
  deployment: Deployment,
  listing: readonly Push[],
  how: Settings,
  now: number,
) => Deployment;
/** A delivery at a moment. */
export type DeliverAt = (deployment: Deployment, pushed: Push, how: Settings, now: number) => Deployment;

export const runAt: RunAt = (deployment, listing, how, now) => {
  const context = { cluster: CLUSTER, settings: how, policiesFor: policiesByRepository(), now };
  const listed = new Map([[REPOSITORY, toListedRepository(listing)]]);
  const steps = findMissed(readWorkload(deployment, 0), listed, context);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return step.value.updates.reduce(
      (after, { push: missed }) => deliverAt(after, missed, how, now),
      deployment,
    );
  }
};

const AGE = 5;

function gated(each: Case): Settings {
  const rule = { policy: policy(each.policy), enforce: false };
  return settings({ rules: [rule, { minimumAge: AGE, enforce: false }], policy: policy(each.policy) });
}

function pushes(tags: readonly string[]) {
  const one = fc.record({
    tag: fc.constantFrom(...tags),
    bits: fc.integer({ min: 1, max: 4 }),
    publishedAt: fc.integer({ min: 1, max: 20 }),
  });
  return fc
    .uniqueArray(one, { maxLength: 5, selector: ({ tag }) => tag })
    .map((all) => all.map(({ bits, ...rest }) => push({ ...rest, digest: digest(bits), id: rest.tag })));
}

const moments = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 });

/** L1: an image is written only if every gate of its push passes at that moment. */
export function gateLaw(each: Case, deliverNow: DeliverAt, run: RunAt) {
  return fc.property(pushes(each.tags), starts(each, false), moments, (all, deployment, times) => {
    const how = gated(each);
    let current = deployment;
    for (const time of times) {
      const steps = [
        (now: Deployment) => run(now, all, how, time),
        ...all.map((one) => (now: Deployment) => deliverNow(now, one, how, time)),
      ];
      for (const step of steps) {
        const after = step(current);
        for (const [index, image] of after.images.entries())
          if (image !== current.images[index])
            assert.ok(mayBeWritten(image, all, time), `${image} at ${time}`);
        current = after;
      }
    }
  });
}

function mayBeWritten(image: string, all: readonly Push[], now: number): boolean {
  return all.some(
    ({ tag, digest: content, publishedAt }) =>
      image === `${REPOSITORY}:${tag}@${content}` && publishedAt + AGE <= now,
  );
}

/** Runs that come before a gate opens change nothing of where the run after it ends. */
export function laterLaw(each: Case, run: RunAt) {
  return fc.property(pushes(each.tags), starts(each, false), moments, (all, deployment, times) => {
    const how = gated(each);
    const open = settings({
      rules: [{ policy: policy(each.policy), enforce: false }],
      policy: policy(each.policy),
    });
    const expected = oldestFirst(all).reduce((now, one) => deliver(now, one, open, 0), deployment);
    const before = times
      .toSorted((a, b) => a - b)
      .reduce((now, time) => run(now, all, how, time), deployment);
    const after = run(before, all, how, 99);
    assert.deepEqual(after.images.map(digestIn), expected.images.map(digestIn));
  });
}

function digestIn(image: string): string {
  return image.split('@')[1] ?? image;
}
