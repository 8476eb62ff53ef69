import assert from 'node:assert/strict';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import { kind, push, REPOSITORY, settings } from '../../support/builders.ts';
import { updateMissed } from '../../../lib/pipeline/reconcile/update-missed.ts';
import { onSandbox, patches } from '../../support/on-sandbox.ts';
import { listing } from './reconciling.ts';

const within = () => deadlineWithin(10_000, { signal: new AbortController().signal });
const plan = (name: string) => ({
  kind: kind('Deployment'),
  namespace: 'shop',
  name,
  container: { name: 'app', image: `${REPOSITORY}:v1` },
});

describe('missed updates that are written', () => {
  it('are told one by one as the API server acknowledges them', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const told: string[] = [];
      const context = {
        settings: settings(),
        sources: [],
        listTags: listing(),
        onUpdated: (name: string) => told.push(name),
      };
      const update = {
        push: push({ publishedAt: 5000 }),
        cluster,
        plan: plan('web'),
        planned: [],
        counted: true,
      };
      await updateMissed({ updates: [update] }, context, within());
      assert.deepEqual([told, patches(sandbox).length], [['test'], 1]);
    }));
  it('are Gone where the workload was deleted meanwhile', () =>
    onSandbox({}, async ({ cluster }) => {
      const context = { settings: settings(), sources: [], listTags: listing() };
      const update = {
        push: push({ publishedAt: 5000 }),
        cluster,
        plan: plan('other'),
        planned: [],
        counted: true,
      };
      const [reported] = await updateMissed({ updates: [update] }, context, within());
      assert.deepEqual(
        reported?.outcomes.map((each) => 'reason' in each && each.reason),
        ['Gone'],
      );
    }));
});
