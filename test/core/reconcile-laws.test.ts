/** The laws of Reconcile on the code as it runs (GATES.md, Reconcile); and that each is noticed where it does not hold. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CASES, RUNS, type Case } from './law-cases.ts';
import { deliver } from './deployment-model.ts';
import { listedLaw, neverBackLaw, reconcile, type Reconcile } from './reconcile-law.ts';
import { rollbackLaw } from './rollback-law.ts';

describe('laws of Reconcile', function () {
  this.timeout(0);

  describe('Listed: with every event dropped, one run ends where their delivery would have ended', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(listedLaw(each, reconcile), { numRuns: 10 * RUNS }));
  });

  describe('Never back: whatever a listing says, nothing goes down or back', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(neverBackLaw(each, reconcile), { numRuns: 30 * RUNS }));
  });

  describe('Rollback: what somebody rolled back stays, whichever of its pushes is listed', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(
          rollbackLaw(each, (now, listed, how) => reconcile(now, [listed], how)),
          { numRuns: 10 * RUNS },
        ));
  });

  describe('the laws can fail', () => {
    const isNoticed = <T>(law: (each: Case) => fc.IProperty<T>): boolean =>
      [30, 300, 3000].some((numRuns) =>
        CASES.some((each) => fc.check(law(each), { numRuns, seed: 1, endOnFailure: true }).failed),
      );
    let clock = 99;
    const atListingTime: Reconcile = (now, listing, ...given) => {
      clock += 1;
      return reconcile(
        now,
        listing.map((each) => ({ ...each, publishedAt: clock })),
        ...given,
      );
    };
    const firstOnly: Reconcile = (now, listing, ...given) => reconcile(now, listing.slice(0, 1), ...given);
    const newestAlone: Reconcile = (now, listing, how, createdAt) => {
      const newest = listing.toSorted((a, b) => b.publishedAt - a.publishedAt)[0];
      return newest === undefined ? now : deliver(now, newest, how, createdAt);
    };

    it('Rollback, where pushes get the time of the listing', () =>
      assert.ok(
        isNoticed((each) => rollbackLaw(each, (now, listed, how) => atListingTime(now, [listed], how))),
      ));
    it('Never back, where pushes get the time of the listing', () =>
      assert.ok(isNoticed((each) => neverBackLaw(each, atListingTime))));
    it('Listed, where only one tag is looked at', () =>
      assert.ok(isNoticed((each) => listedLaw(each, firstOnly))));
    it('Listed, where the newest upload counts under every policy', () =>
      assert.ok(isNoticed((each) => listedLaw(each, newestAlone))));
  });
});
