import assert from 'node:assert/strict';
import { deadlineWithin } from '../../../lib/async/deadline.ts';
import {
  policiesByRepository,
  toListedRepository,
  type Missed,
} from '../../../lib/core/plan/missed-pushes.ts';
import type { Cluster } from '../../../lib/kubernetes/cluster.ts';
import { confirmMissed } from '../../../lib/pipeline/reconcile/confirm-missed.ts';
import { digest, kind, policy, push, REPOSITORY, settings, type Given } from '../../support/builders.ts';
import { images, onSandbox, patches } from '../../support/on-sandbox.ts';
import { listing, run, said, tag } from './reconciling.ts';

/** A Deployment, created at 0, whose image another manager set in this second. */
function setByHand(name: string, image: string, second: number): Given {
  const fields = { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } };
  const fieldsV1 = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': fields } } } };
  const time = `1970-01-01T00:00:${String(second).padStart(2, '0')}Z`;
  return {
    name,
    containers: [{ name: 'app', image: `${REPOSITORY}:${image}` }],
    metadata: {
      managedFields: [{ manager: 'ci', operation: 'Update', apiVersion: 'apps/v1', time, fieldsV1 }],
    },
  };
}

describe('an image that somebody set after the upload', () => {
  it('missed nothing that waits for a gate either', () =>
    onSandbox({ objects: [setByHand('web', 'v1', 20)] }, async ({ cluster }) => {
      const rules = [{ minimumAge: Date.now(), enforce: false }];
      assert.deepEqual(said(await run([cluster], { listTags: listing(tag()), settings: { rules } })), []);
    }));
  it('missed nothing, in observe mode too', () =>
    onSandbox({ objects: [setByHand('web', 'v1', 20)] }, async ({ cluster }) => {
      const missed = { listTags: listing(tag()), settings: { mode: 'observe' } } as const;
      assert.deepEqual(said(await run([cluster], missed)), []);
    }));
  it('misses the highest version among the later uploads, not among all', () =>
    onSandbox({ objects: [setByHand('web', '1.3.0', 20)] }, async ({ sandbox, cluster }) => {
      const before = tag({ tag: '1.5.0', uploadedAt: 10_000 });
      const after = tag({ tag: '1.4.0', digest: digest(2), uploadedAt: 30_000 });
      await run([cluster], {
        listTags: listing(before, after),
        settings: { policy: policy('semver:^1'), rules: [] },
      });
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:1.4.0@${digest(2)}` });
    }));
  it('leaves the limits to workloads that missed a push', () =>
    onSandbox(
      { objects: [setByHand('a', 'v1', 20), setByHand('b', 'v1', 20), { name: 'c' }] },
      async ({ cluster }) => {
        const limited = {
          reconcileUpdates: 1,
          limits: { workloadsPerNamespace: 1, workloadsPerCluster: 1 },
        };
        assert.deepEqual(said(await run([cluster], { listTags: listing(tag()), settings: limited })), [
          'v1 test c updated',
        ]);
      },
    ));
  it('is planned as listed where it cannot be read, and the patch says why', () =>
    onSandbox({ objects: [setByHand('web', 'v1', 20)] }, async ({ sandbox, cluster }) => {
      sandbox.fail({
        fault: { type: 'forbidden', user: 'u' },
        match: { method: 'GET', path: 'deployments/web' },
        times: Infinity,
      });
      assert.deepEqual(said(await run([cluster], { listTags: listing(tag()) })), ['v1 test web Forbidden']);
      assert.equal(patches(sandbox).length, 0);
    }));
});

describe('what a list had of a workload', () => {
  const context = (cluster: Cluster) => ({
    cluster,
    settings: settings(),
    policiesFor: policiesByRepository(),
    tags: new Map([[REPOSITORY, toListedRepository([push({ publishedAt: 5000 })])]]),
  });
  const within = () => deadlineWithin(10_000, { signal: new AbortController().signal });
  const missed = (name: string, isProvisional: boolean): Missed => {
    const container = { name: 'app', image: `${REPOSITORY}:v1` };
    const plan = { kind: kind('Deployment'), namespace: 'shop', name, container };
    const update = { push: push({ publishedAt: 5000 }), plan, planned: [], counted: true };
    return { workload: plan, updates: [update], skipped: [], isProvisional };
  };
  it('is dropped where the workload was deleted meanwhile', () =>
    onSandbox({}, async ({ cluster }) => {
      const [confirmed] = await confirmMissed([missed('other', true)], context(cluster), within());
      assert.deepEqual(confirmed?.updates, []);
    }));
  it('is not read again where it is completely known', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const known = missed('web', false);
      assert.deepEqual(await confirmMissed([known], context(cluster), within()), [known]);
      assert.equal(sandbox.requests.length, 0);
    }));
});
