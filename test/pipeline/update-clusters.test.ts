import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import type { Policy } from '../../lib/core/policy/policy.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Reason } from '../../lib/core/errors/reason.ts';
import { wantsRedelivery, type ClusterReport, type Report } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import type { Deadline } from '../../lib/async/deadline.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { digest, glob, push, REPOSITORY, rule, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { images, now, onSandbox, patches, stored, type SandboxCluster } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const TO = `${REPOSITORY}:v1@${digest(1)}`;

function says({ clusters }: Report): string[][] {
  return clusters.map(reasons);
}

function reasons({ updated, failed, skipped, faults }: ClusterReport): string[] {
  return [
    ...updated.map(({ result }) => result),
    ...[...failed, ...faults, ...skipped].map(({ reason }: { readonly reason: Reason }) => reason),
  ];
}

/** Two clusters, `a` and `b`, of one workload each. */
function onTwo<T>(use: (a: SandboxCluster, b: SandboxCluster) => Promise<T>): Promise<T> {
  return onSandbox({}, ({ sandbox, cluster }) =>
    onSandbox({}, (b) =>
      use({ sandbox, cluster: { ...cluster, name: 'a' } }, { ...b, cluster: { ...b.cluster, name: 'b' } }),
    ),
  );
}

describe('an update', () => {
  it('reaches every cluster, and reports them in the order of the configuration', () =>
    onTwo(async (a, b) => {
      const report = await updateClusters(
        push(),
        { settings: settings(), sources: [a.cluster, b.cluster].map(alwaysThere) },
        { signal },
      );
      assert.deepEqual(
        report.clusters.map(({ cluster, scanned }) => [cluster, scanned]),
        [
          ['a', 1],
          ['b', 1],
        ],
      );
      assert.deepEqual(says(report), [['updated'], ['updated']]);
      assert.deepEqual([images(a.sandbox), images(b.sandbox)], [{ app: TO }, { app: TO }]);
    }));

  it('that fails in one cluster is finished in the other', () =>
    onTwo(async (a, b) => {
      a.sandbox.fail({ fault: { type: 'expireToken' }, times: Infinity });
      const report = await updateClusters(
        push(),
        { settings: settings(), sources: [a.cluster, b.cluster].map(alwaysThere) },
        { signal },
      );
      assert.deepEqual(new Set(says(report)[0]), new Set(['Unauthorized']));
      assert.deepEqual(says(report)[1], ['updated']);
      assert.equal(wantsRedelivery(report), true);
    }));

  it('that does not find one cluster is finished in the other', () =>
    onSandbox({}, async (b) => {
      const fault = new UpdaterError('NoKubeconfig', 'there is none');
      const lost = { name: 'lost', find: () => Promise.reject(fault) };
      const report = await updateClusters(
        push(),
        { settings: settings(), sources: [lost, alwaysThere(b.cluster)] },
        { signal },
      );
      assert.deepEqual(
        report.clusters.map(({ cluster }) => cluster),
        ['lost', b.cluster.name],
      );
      assert.deepEqual(says(report), [['NoKubeconfig'], ['updated']]);
      assert.equal(wantsRedelivery(report), true);
    }));

  it('that finds some clusters of an entry is finished there, and reports the others by name', () =>
    onSandbox({}, async ({ cluster }) => {
      const missing = [
        { name: 'upgrading', fault: new UpdaterError('NotServing', 'it is in RECONCILING') },
        {
          name: 'hidden',
          fault: new UpdaterError('NoEndpoint', 'no endpoint', { terms: { CLUSTER: 'hidden' } }),
        },
      ];
      const source = { name: 'all', find: () => Promise.resolve({ clusters: [cluster], missing }) };
      const report = await updateClusters(push(), { settings: settings(), sources: [source] }, { signal });
      assert.deepEqual(
        report.clusters.map(({ cluster: name }) => name),
        [cluster.name, 'upgrading', 'hidden'],
      );
      assert.deepEqual(says(report), [['updated'], ['NotServing'], ['NoEndpoint']]);
      assert.deepEqual(report.clusters[2]?.faults[0]?.terms, { CLUSTER: 'hidden' });
      assert.equal(wantsRedelivery(report), true);
    }));

  it('looks for each cluster within a budget of its own', () =>
    onSandbox({}, async ({ cluster }) => {
      const endless = {
        name: 'endless',
        find: ({ signal: ended }: Deadline) =>
          new Promise<never>((_, reject) => {
            ended.addEventListener('abort', () => reject(new UpdaterError('OutOfTime', 'given up')));
          }),
      };
      const updater = { settings: settings(), sources: [endless, alwaysThere(cluster)] };
      const report = await updateClusters(
        push(),
        { ...updater, budgets: { event: 300_000, cluster: 100 } },
        { signal },
      );
      assert.deepEqual(says(report)[0], ['OutOfTime']);
    }));

  it('in which the program itself fails for one cluster is finished in the other', () =>
    onTwo(async (a, b) => {
      const broken: Policy = {
        text: 'broken',
        orderedBy: 'time',
        evaluate: () => {
          throw new RangeError('a mistake of ours');
        },
      };
      const rules = [{ ...rule('any'), policy: broken, clusters: [glob('a')] }];
      const report = await updateClusters(
        push(),
        { settings: settings({ rules }), sources: [a.cluster, b.cluster].map(alwaysThere) },
        { signal },
      );
      assert.deepEqual(says(report), [['Unexpected'], ['updated']]);
      assert.equal(wantsRedelivery(report), true);
    }));

  it('in observe mode lists, and patches nothing', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const observing = { settings: settings({ mode: 'observe' }), sources: [alwaysThere(cluster)] };
      assert.deepEqual(says(await updateClusters(push(), observing, { signal })), [['planned']]);
      assert.ok(sandbox.requests.length > 0);
      assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
    }));

  it('counts what it leaves as it is by reason', () =>
    onSandbox(
      { objects: [{ name: 'a', containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] }, { name: 'b' }] },
      async ({ cluster }) => {
        const report = await updateClusters(
          push(),
          { settings: settings(), sources: [alwaysThere(cluster)] },
          { signal },
        );
        assert.deepEqual(says(report), [['updated', 'OtherTag']]);
      },
    ));

  it('whose caller is gone does nothing, and says that the time is up', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await updateClusters(
        push(),
        { settings: settings(), sources: [alwaysThere(cluster)] },
        { signal: AbortSignal.abort() },
      );
      assert.deepEqual(new Set(says(report)[0]), new Set(['OutOfTime']));
      assert.equal(wantsRedelivery(report), true);
      assert.equal(sandbox.requests.length, 0);
    }));
});

/** Delivers until nobody asks for a redelivery, as Pub/Sub does. */
async function deliver(pushed: Push, cluster: Cluster, configured: Settings): Promise<void> {
  const report = await updateClusters(
    pushed,
    { settings: configured, sources: [alwaysThere(cluster)] },
    { signal },
  );
  if (wantsRedelivery(report)) await deliver(pushed, cluster, configured);
}

describe('many pushes of one repository at once, repeated and in any order', () => {
  const pushes: readonly Push[] = [
    push({ tag: '1.0.1', digest: digest(1), publishedAt: 1000, id: 'm1' }),
    push({ tag: '1.0.2', digest: digest(2), publishedAt: 2000, id: 'm2' }),
    push({ tag: '1.0.2', digest: digest(3), publishedAt: 3000, id: 'm3' }),
    push({ tag: '1.0.0', digest: digest(4), publishedAt: 4000, id: 'm4' }),
  ];
  const containers = ['newest', 'highest', 'same'].map((name) => ({ name, image: `${REPOSITORY}:1.0.0` }));
  const annotations = { 'newest.image-updater/policy': 'any', 'highest.image-updater/policy': 'semver:^1' };
  const ends = {
    newest: `${REPOSITORY}:1.0.0@${digest(4)}`,
    highest: `${REPOSITORY}:1.0.2@${digest(3)}`,
    same: `${REPOSITORY}:1.0.0@${digest(4)}`,
  };

  it('end at the newest, and at the highest version, with every record in place', async () => {
    const orders = fc.shuffledSubarray([...pushes, ...pushes], { minLength: 8 });
    await onSandbox({ objects: [] }, (stage) =>
      fc.assert(
        fc.asyncProperty(orders, async (order) => {
          stage.sandbox.put(stored({ containers, metadata: { annotations } }));
          await Promise.all(order.map((pushed) => deliver(pushed, stage.cluster, settings())));
          assert.deepEqual(images(stage.sandbox), ends);
          const workload = now(stage.sandbox);
          for (const { name, image } of workload.containers)
            assert.equal(readContainerState(workload, name, image).status, 'followed');
          stage.sandbox.remove('Deployment', 'shop', 'web');
        }),
        { numRuns: 12 },
      ),
    );
  });

  it('and whose answers get lost, end there too, and roll no pod twice for one push', () =>
    onSandbox({ objects: [{ containers, metadata: { annotations } }] }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'lostAnswer' }, times: 3 });
      for (const pushed of [...pushes, ...pushes]) await deliver(pushed, stage.cluster, settings());
      assert.deepEqual(images(stage.sandbox), ends);
      const before = patches(stage.sandbox).length;
      for (const pushed of pushes) await deliver(pushed, stage.cluster, settings());
      assert.equal(patches(stage.sandbox).length, before);
    }));
});

describe('a workload that somebody rolled back', () => {
  it('stays through redeliveries, and follows the next push', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const updater = { settings: settings(), sources: [alwaysThere(cluster)] };
      await updateClusters(push(), updater, { signal });
      sandbox.undoRollout('Deployment', 'shop', 'web');
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
      assert.deepEqual(says(await updateClusters(push(), updater, { signal })), [['NotNewer']]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
      const next = push({ digest: digest(2), publishedAt: 2000, id: 'm2' });
      assert.deepEqual(says(await updateClusters(next, updater, { signal })), [['updated']]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(2)}` });
    }));
});
