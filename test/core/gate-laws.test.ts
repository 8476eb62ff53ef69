/** The laws of gates on the code as it runs; and that each is noticed where it does not hold. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deliver, deliverAt } from './deployment-model.ts';
import { gateLaw, laterLaw, runAt, type DeliverAt, type RunAt } from './gate-law.ts';
import { CASES, RUNS, type Case } from './law-cases.ts';

describe('laws of gates', function () {
  this.timeout(0);

  describe('L1: no image is written while a gate of its push waits', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(gateLaw(each, deliverAt, runAt), { numRuns: 5 * RUNS }));
  });

  describe('Later: a run after all gates opened ends where deliveries without gates would have ended', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(laterLaw(each, runAt), { numRuns: 5 * RUNS }));
  });

  describe('Later, with deliveries before each run, some of which wait', () => {
    const runAfterDeliveries: RunAt = (deployment, listing, how, now) =>
      runAt(
        listing.reduce((after, pushed) => deliverAt(after, pushed, how, now), deployment),
        listing,
        how,
        now,
      );
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(laterLaw(each, runAfterDeliveries), { numRuns: RUNS }));
  });

  describe('the laws can fail', () => {
    const isNoticed = <T>(law: (each: Case) => fc.IProperty<T>): boolean =>
      [30, 300, 3000].some((numRuns) =>
        CASES.some((each) => fc.check(law(each), { numRuns, seed: 1, endOnFailure: true }).failed),
      );
    const withoutGates: DeliverAt = (deployment, pushed, how) =>
      deliver(deployment, pushed, { ...how, rules: how.rules.slice(0, 1) }, 0);
    const runWithoutGates: RunAt = (deployment, listing, how, now) =>
      runAt(deployment, listing, { ...how, rules: how.rules.slice(0, 1) }, now);
    const newestOnly: RunAt = (deployment, listing, how, now) =>
      runAt(deployment, listing.toSorted((a, b) => b.publishedAt - a.publishedAt).slice(0, 1), how, now);

    it('L1, where a delivery does not ask the gates', () =>
      assert.ok(isNoticed((each) => gateLaw(each, withoutGates, runAt))));
    it('L1, where a run does not ask the gates', () =>
      assert.ok(isNoticed((each) => gateLaw(each, deliverAt, runWithoutGates))));
    it('Later, where a run looks at the newest push alone', () =>
      assert.ok(isNoticed((each) => laterLaw(each, newestOnly))));
  });
});
