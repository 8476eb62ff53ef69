/**
 * The law of rollbacks: what a person rolls back stays until a newer push. And that of pins: what a person pinned stays
 * under the default policy.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Push } from '../../lib/core/event/push.ts';
import { digest, policy, push, REPOSITORY, settings } from '../support/builders.ts';
import { addDigests, MARK, RECORD, type Deployment, type Deliver } from './deployment-model.ts';
import { pushes, pins, type Case, type Digests } from './law-cases.ts';

// --- Rollback

type Step =
  | { readonly step: 'push'; readonly push: Push }
  | { readonly step: 'undo'; readonly back: number }
  | { readonly step: 'undo, record lost'; readonly back: number }
  | { readonly step: 'set image'; readonly image: string }
  | { readonly step: 'add digest' };

function steps({ tags, start }: Case, digests: Digests) {
  const back = fc.integer({ min: 1, max: 4 });
  const image = fc.tuple(fc.constantFrom(start, ...tags), fc.option(fc.integer({ min: 1, max: 3 })));
  const pushed = pushes(tags, 12, 1, digests).map(([first]): Step => ({
    step: 'push',
    push: first ?? push(),
  }));
  return fc.array(
    fc.oneof(
      { weight: 5, arbitrary: pushed },
      { weight: 1, arbitrary: back.map((count): Step => ({ step: 'undo', back: count })) },
      { weight: 1, arbitrary: back.map((count): Step => ({ step: 'undo, record lost', back: count })) },
      {
        weight: 1,
        arbitrary: image.map(([tag, bits]): Step => ({
          step: 'set image',
          image: bits === null ? `${REPOSITORY}:${tag}` : `${REPOSITORY}:${tag}@${digest(bits)}`,
        })),
      },
      { weight: 1, arbitrary: fc.constant<Step>({ step: 'add digest' }) },
    ),
    { minLength: 3, maxLength: 16 },
  );
}

/** Whether an undo puts labels back as well: it does not; the law must fail where it would. */
export type Undo = (now: Deployment, old: Deployment) => Deployment;
export const undoKeepsLabels: Undo = (now, old) => ({ ...old, labels: now.labels });

function withoutRecord({ annotations, ...rest }: Deployment): Deployment {
  return {
    ...rest,
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== RECORD)),
  };
}

function move(
  now: Deployment,
  revisions: readonly Deployment[],
  step: Exclude<Step, { step: 'push' }>,
  undo: Undo,
): Deployment {
  if (step.step === 'add digest') return addDigests(now);
  if (step.step === 'set image') return { ...now, images: [step.image, now.images[1]] };
  const old = revisions.at(-1 - step.back) ?? revisions[0] ?? now;
  return undo(now, step.step === 'undo' ? old : withoutRecord(old));
}

function markTime({ labels }: Deployment): number | undefined {
  const label = labels[MARK];
  return label === undefined ? undefined : Number(label.split('.')[0]);
}

/** Whether it is as it was written, with or without the record's digest behind its tag. */
function isWritten(now: Deployment, written: Deployment): boolean {
  return (
    [written, addDigests(written)].some(({ images }) => images[0] === now.images[0]) &&
    now.annotations[RECORD] === written.annotations[RECORD]
  );
}

export function rollbackLaw(
  each: Case,
  delivery: Deliver,
  undo: Undo = undoKeepsLabels,
  digests: Digests = 'all with a digest',
) {
  const sidecar = 'docker.io/library/envoy:1'; // one container of the repository: its history is followed
  return fc.property(steps(each, digests), pins, (history, pin) => {
    const how = settings({
      pin,
      policy: policy(each.policy),
      rules: [{ policy: policy(each.policy), enforce: false }],
    });
    let now: Deployment = { labels: {}, annotations: {}, images: [`${REPOSITORY}:${each.start}`, sidecar] };
    const revisions = [now];
    let floor = -1; // no push up to this time may act
    let written = { deployment: now, floor };
    for (const step of history) {
      if (step.step === 'push') {
        const after = delivery(now, step.push, how);
        if (step.push.publishedAt <= floor)
          assert.deepEqual(after, now, 'a push from before the rollback acted');
        if (after !== now) written = { deployment: after, floor };
        if (after.images[0] !== now.images[0]) revisions.push(after);
        now = after;
      } else {
        const after = move(now, revisions, step, undo);
        if (after.images[0] !== now.images[0]) revisions.push(after);
        // Back at what was written last: followed as before. Anything else is a move, if the updater has ever written.
        if (isWritten(after, written.deployment)) floor = written.floor;
        else floor = Math.max(floor, markTime(now) ?? floor);
        now = after;
      }
    }
  });
}

// --- Pins

/** Under the default policy no push acts on a digest that the record does not name. */
export function pinLaw(each: Case, delivery: Deliver) {
  const sidecar = 'docker.io/library/envoy:1';
  return fc.property(steps(each, 'some without a digest'), pins, (history, pin) => {
    const how = settings({ pin, policy: policy(each.policy) });
    let now: Deployment = { labels: {}, annotations: {}, images: [`${REPOSITORY}:${each.start}`, sidecar] };
    const revisions = [now];
    for (const step of history) {
      const after =
        step.step === 'push' ? delivery(now, step.push, how) : move(now, revisions, step, undoKeepsLabels);
      const [, pinned] = now.images[0].split('@');
      if (step.step === 'push' && pinned !== undefined && !(now.annotations[RECORD] ?? '').includes(pinned))
        assert.deepEqual(after, now, 'a push acted on a digest that a person pinned');
      if (after.images[0] !== now.images[0]) revisions.push(after);
      now = after;
    }
  });
}
