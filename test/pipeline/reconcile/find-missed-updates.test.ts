import assert from 'node:assert/strict';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import { toListedRepository } from '../../../lib/core/plan/missed-pushes.ts';
import { findMissedUpdates } from '../../../lib/pipeline/reconcile/find-missed-updates.ts';
import { push, REPOSITORY, settings } from '../../support/builders.ts';
import { onSandbox } from '../../support/on-sandbox.ts';
import { listing } from './reconciling.ts';

const within = () => deadlineWithin(10_000, { signal: new AbortController().signal });
const context = { settings: settings(), sources: [], listTags: listing() };

describe('missed updates', () => {
  it('are found with the names of their workloads, which are read again before they are written', () =>
    onSandbox({}, async ({ cluster }) => {
      const missed = push({ publishedAt: 5000 });
      const tags = new Map([[REPOSITORY, toListedRepository([missed])]]);
      const { updates } = await findMissedUpdates([{ cluster, scanned: 1 }], tags, context, within());
      assert.deepEqual(
        updates.map((each) => [each.push, each.plan.name, each.cluster]),
        [[missed, 'web', cluster]],
      );
    }));
  it('are not searched in a cluster that could not be read', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const tags = new Map([[REPOSITORY, toListedRepository([push()])]]);
      await findMissedUpdates([{ cluster, scanned: 0 }], tags, context, within());
      assert.equal(sandbox.requests.length, 0);
    }));
  it('are not searched where no tag is listed', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const tags = new Map([[REPOSITORY, toListedRepository([])]]);
      await findMissedUpdates([{ cluster, scanned: 1 }], tags, context, within());
      assert.equal(sandbox.requests.length, 0);
    }));
});
