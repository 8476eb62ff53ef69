/**
 * The laws of Decide, on the code as it runs: each push is decided on a whole Deployment, and the patch that
 * comes out is applied to it as the API server would. Somebody else changes the Deployment in between, in the
 * ways that were measured on a real one: `kubectl rollout undo` puts the annotations back to an older revision's
 * and leaves the labels; `--to-revision=1` removes annotations that came later; `kubectl set image` changes the
 * image alone.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addedDigestLaw } from './added-digest-law.ts';
import { imageTimeLaw } from './image-time-law.ts';
import { addDigests, deliver, type Deployment, type Deliver } from './deployment-model.ts';
import { endOf, orderLaw, type Order } from './order-law.ts';
import { pinLaw, undoKeepsLabels, rollbackLaw, type Undo } from './rollback-law.ts';
import { tagLaw } from './tag-law.ts';
import { CASES, pins, RUNS, type Case } from './law-cases.ts';
import { digest } from '../support/builders.ts';

// --- Ways in which the rules could be wrong; each must be noticed.

function rewrite(deployment: Deployment, change: (text: string) => string): Deployment {
  const texts = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([key, text]) => [key, change(text)]));
  return { ...deployment, labels: texts(deployment.labels), annotations: texts(deployment.annotations) };
}

const withoutFloor: Deliver = (...given) =>
  rewrite(deliver(...given), (text) => text.replaceAll(/"floor":\d+/g, '"floor":0'));
const withoutCount: Deliver = (...given) =>
  rewrite(deliver(...given), (text) =>
    text.replace(/^(\d+)\.\d+$/, '$1.1').replaceAll(/"mark":"(\d+)\.\d+"/g, '"mark":"$1.1"'),
  );
const withoutCreation: Deliver = (deployment, pushed, how) => deliver(deployment, pushed, how);
const withoutManagedFields: Deliver = ({ labels, annotations, images }, ...given) =>
  deliver({ labels, annotations, images }, ...given);
const addsAnother = (deployment: Deployment): Deployment => {
  const [app, sidecar] = addDigests(deployment).images;
  return { ...deployment, images: [app.replace(/@.*$/, `@${digest(9)}`), sidecar] };
};
const keepsTag: Deliver = (deployment, pushed, how, ...given) => {
  const after = deliver(deployment, pushed, how, ...given);
  const [app] = deployment.images;
  if (endOf(deployment, 0, how).digest !== endOf(after, 0, how).digest) return after;
  const kept = { ...after, images: [app, after.images[1]] } as const;
  return rewrite(kept, (text) => text.replaceAll(`"to":"${after.images[0]}"`, `"to":"${app}"`));
};
const undoPutsLabelsBack: Undo = (_, old) => old;

describe('laws of Decide', function () {
  this.timeout(0);

  describe('Order: every order of the same pushes, with duplicates, ends at the same bits', () => {
    for (const each of CASES) {
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, { digests: 'all with a digest', pins }), { numRuns: RUNS }));
    }
  });

  describe('Order with pushes without a digest among them: under `pin: digest`, of what carries one', () => {
    const where: Order = { digests: 'some without a digest', pins: fc.constant('digest'), pinned: true };
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, where), { numRuns: RUNS }));
  });

  describe('Order with pushes without a digest among them: under `pin: tag`, of what carries none', () => {
    const where: Order = { digests: 'some without a digest', pins: fc.constant('tag'), pinned: false };
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, where), { numRuns: RUNS }));
  });

  describe('Rollback: no push up to the mark acts on what somebody moved, until he puts it back', () => {
    for (const each of CASES) {
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(rollbackLaw(each, deliver), { numRuns: 10 * RUNS }));
    }
  });

  describe('Rollback with pushes without a digest among them', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(rollbackLaw(each, deliver, undoKeepsLabels, 'some without a digest'), {
          numRuns: 5 * RUNS,
        }));
  });

  describe('Order, where admission puts the digest behind each tag that is written', () => {
    const where: Order = { digests: 'all with a digest', pins: fc.constant('tag'), pinned: false };
    const admitted: Deliver = (...given) => addDigests(deliver(...given));
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, admitted, where), { numRuns: RUNS }));
  });

  describe("Added digests: the record's digest behind a written tag changes nothing", () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(addedDigestLaw(each, deliver, addDigests), { numRuns: 2 * RUNS }));
  });

  describe('Tags: under `pin: tag` every order of pushes at different times ends at the same text', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(tagLaw(each, deliver), { numRuns: RUNS }));
  });

  describe('T0: no push from before the image was written acts where nothing was applied yet', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(imageTimeLaw(each, deliver), { numRuns: RUNS }));
  });

  describe('Pins: no push acts on a digest that a person pinned, under the default policy', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(pinLaw(each, deliver), { numRuns: 2 * RUNS }));
  });

  describe('the laws can fail', () => {
    // Few runs under every policy first: some policies hide what is wrong.
    const isNoticed = <T>(law: (each: Case) => fc.IProperty<T>): boolean =>
      [30, 300, 3000].some((numRuns) =>
        CASES.some((each) => fc.check(law(each), { numRuns, seed: 1, endOnFailure: true }).failed),
      );
    const breaksRollback = (delivery: Deliver, undo?: Undo): boolean =>
      isNoticed((each) => rollbackLaw(each, delivery, undo));

    for (const [what, delivery] of [
      ['the creation', withoutCreation],
      ['the writes of other managers', withoutManagedFields],
      ['the floor', withoutFloor],
    ] as const)
      it(`T0, with ${what} left out`, () => assert.ok(isNoticed((each) => imageTimeLaw(each, delivery))));
    it('Tags, where another tag of the digest that runs is not written', () =>
      assert.ok(isNoticed((each) => tagLaw(each, keepsTag))));
    it('Tags, of pushes at one time', () => assert.ok(isNoticed((each) => tagLaw(each, deliver, 'any'))));
    it('Added digests, where one is not that of the record', () =>
      assert.ok(isNoticed((each) => addedDigestLaw(each, deliver, addsAnother))));
    it('Order, where a push without a digest may come before one pins the container', () => {
      const where: Order = { digests: 'some without a digest', pins: fc.constant('digest'), pinned: false };
      assert.ok(isNoticed((each) => orderLaw(each, deliver, where)));
    });
    it('Pins, where the default policy is taken for a rule', () => {
      const asRule: Deliver = (deployment, pushed, how, createdAt) =>
        deliver(deployment, pushed, { ...how, rules: [{ policy: how.policy, enforce: false }] }, createdAt);
      assert.ok(isNoticed((each) => pinLaw(each, asRule)));
    });
    it('with the floor left out', () => assert.ok(breaksRollback(withoutFloor)));
    it('with the count left out', () => assert.ok(breaksRollback(withoutCount)));
    it('with the mark where an undo puts it back too', () =>
      assert.ok(breaksRollback(deliver, undoPutsLabelsBack)));
  });
});
