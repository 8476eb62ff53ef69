import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { openTransport } from '../../lib/kubernetes/client/transport.ts';
import { EXCHANGE_LIMITS } from '../../lib/kubernetes/client/exchange-limits.ts';
import { shareFindRunning } from '../../lib/pipeline/find-running.ts';
import type { UpdateContext } from '../../lib/pipeline/context.ts';
import {
  CLUSTER,
  digest,
  REPOSITORY,
  settings,
  workloadsIn,
  written,
  type Given,
} from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox, type SandboxCluster } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const RUNS = { containers: [{ name: 'app', image: `${REPOSITORY}:v1@${digest(1)}` }] };
const DELETED = { repository: REPOSITORY, digest: digest(1) };

function context(
  { cluster }: Pick<SandboxCluster, 'cluster'>,
  ...sources: UpdateContext['sources']
): UpdateContext {
  return { settings: settings(), sources: [alwaysThere(cluster), ...sources] };
}

const MIXED: readonly Given[] = [
  { ...RUNS, name: 'pinned' },
  { ...RUNS, name: 'job', kind: 'CronJob' },
  { name: 'tagged', kind: 'StatefulSet', metadata: written({ digest: digest(1) }) },
  { ...RUNS, name: 'flux', metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'a' } } },
  { name: 'other', containers: [{ name: 'app', image: `${REPOSITORY}:v1@${digest(2)}` }] },
  { ...RUNS, name: 'system', namespace: 'kube-system' },
];

/** The last of its containers is one that is not kept. */
const OVERSIZE: Given = {
  name: 'large',
  containers: Array.from({ length: 257 }, (_, index) => ({
    name: `c${index}`,
    image: index === 256 ? `${REPOSITORY}@${digest(1)}` : 'nginx:1',
  })),
};

/** An entry of the configuration that says nothing until the test ends it. */
function hanging() {
  const { promise, resolve } = Promise.withResolvers<{ clusters: []; missing: [] }>();
  return {
    source: { name: 'slow', find: () => promise },
    end: () => resolve({ clusters: [], missing: [] }),
  };
}

describe('shareFindRunning', () => {
  it('finds containers of every kind by image and by record, whoever owns them', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const { containers, examples, unchecked } = await shareFindRunning(context(stage))(DELETED, { signal });
      assert.equal(containers, 4);
      assert.deepEqual(
        examples.map(({ cluster, workload: { kind, name } }) => `${cluster} ${kind} ${name}`),
        ['test Deployment flux', 'test Deployment pinned', 'test StatefulSet tagged', 'test CronJob job'],
      );
      assert.deepEqual(unchecked, []);
    }));

  it('reads each list once, and writes nothing', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      await shareFindRunning(context(stage))(DELETED, { signal });
      const { requests } = stage.sandbox;
      assert.deepEqual([...new Set(requests.map(({ method }) => method))], ['GET']);
      const lists = requests.filter(({ path }) => path.startsWith('/apis/'));
      assert.equal(lists.length, settings().kinds.length);
      assert.equal(new Set(lists.map(({ path }) => path)).size, lists.length);
    }));

  it('counts all, and names ten', () =>
    onSandbox({ objects: workloadsIn(40, 'shop', RUNS) }, async (stage) => {
      const { containers, examples } = await shareFindRunning(context(stage))(DELETED, { signal });
      assert.deepEqual([containers, examples.length], [40, 10]);
    }));

  it('shares the next scan among all that ask while one runs', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const find = shareFindRunning(context(stage));
      const asked = [DELETED, { ...DELETED, digest: digest(2) }, { ...DELETED, digest: digest(3) }, DELETED];
      const first = find(DELETED, { signal });
      await Promise.resolve();
      const answers = await Promise.all(asked.map((deleted) => find(deleted, { signal })));
      assert.equal((await first).containers, 4);
      assert.deepEqual(
        answers.map(({ containers }) => containers),
        [4, 1, 0, 4],
      );
      const lists = stage.sandbox.requests.filter(({ path }) => path.endsWith('/deployments'));
      assert.equal(lists.length, 2);
    }));

  it('names clusters and entries that cannot be read, and finds what runs in the others', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const gone = openTransport({ server: new URL('http://127.0.0.1:1') }, EXCHANGE_LIMITS);
      const dead = alwaysThere({ ...CLUSTER, name: 'dead', transport: gone });
      const lost = { name: 'lost', find: () => Promise.reject(new Error('no such file')) };
      const timeLimits = { event: 2_000, cluster: 500 };
      const find = shareFindRunning({ ...context(stage, dead, lost), timeLimits });
      const { containers, unchecked } = await find(DELETED, { signal });
      gone.close();
      assert.equal(containers, 4);
      assert.deepEqual(
        unchecked.map(({ cluster }) => cluster),
        ['dead', 'lost'],
      );
    }));

  it('names every cluster as not read where there is no time left', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const { containers, unchecked } = await shareFindRunning(context(stage))(DELETED, {
        signal: AbortSignal.abort(),
      });
      assert.deepEqual([containers, unchecked], [0, [{ cluster: 'test', reason: 'OutOfTime' }]]);
    }));

  it('answers each question by its own deadline, also behind a scan that hangs', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const { source, end } = hanging();
      const find = shareFindRunning(context(stage, source));
      const first = find(DELETED, { signal });
      await setImmediate();
      const aborted = AbortSignal.timeout(20);
      const both = ['test', 'slow'].map((cluster) => ({ cluster, reason: 'OutOfTime' }));
      assert.deepEqual((await find(DELETED, { signal: aborted })).unchecked, both);
      end();
      assert.deepEqual((await first).containers, 4);
    }));

  it('reads for those that have time left, whoever asked last', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const find = shareFindRunning(context(stage));
      const others = [find(DELETED, { signal }), find(DELETED, { signal: AbortSignal.abort() })];
      assert.deepEqual(
        (await Promise.all(others)).map(({ containers, unchecked }) => [containers, unchecked.length]),
        [
          [4, 0],
          [0, 1],
        ],
      );
    }));

  it('reads nothing for those that gave up before their scan began', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      await shareFindRunning(context(stage))(DELETED, { signal: AbortSignal.abort() });
      await setImmediate();
      assert.deepEqual(stage.sandbox.requests, []);
    }));

  it('does not ask for a minute a cluster that did not answer, and names it all the same', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      let now = 0;
      let asked = 0;
      const lost = () => {
        asked += 1;
        return Promise.reject(new UpdaterError('ConnectTimeout', 'no answer'));
      };
      const find = shareFindRunning(context(stage, { name: 'lost', find: lost }), { now: () => now });
      const unchecked = [{ cluster: 'lost', reason: 'ConnectTimeout' }];
      for (const [time, times] of [
        [0, 1],
        [59_999, 1],
        [60_000, 2],
      ] as const) {
        now = time;
        const answer = await find(DELETED, { signal });
        assert.deepEqual([answer.containers, answer.unchecked, asked], [4, unchecked, times]);
      }
    }));

  it('asks again a cluster that refused', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      let asked = 0;
      const refused = () => {
        asked += 1;
        return Promise.reject(new UpdaterError('Forbidden', 'no rights'));
      };
      const find = shareFindRunning(context(stage, { name: 'lost', find: refused }));
      await find(DELETED, { signal });
      await find(DELETED, { signal });
      assert.equal(asked, 2);
    }));

  it('gives up an entry whose clusters are not found in the time of a cluster', () =>
    onSandbox({ objects: MIXED }, async (stage) => {
      const { source, end } = hanging();
      const timeLimits = { event: 2_000, cluster: 50 };
      const { containers, unchecked } = await shareFindRunning({ ...context(stage, source), timeLimits })(
        DELETED,
        { signal },
      );
      end();
      assert.deepEqual([containers, unchecked], [4, [{ cluster: 'slow', reason: 'OutOfTime' }]]);
    }));

  it('names a cluster as not read in full where a workload has more in it than is read', () =>
    onSandbox({ objects: [{ ...RUNS, name: 'whole' }, OVERSIZE] }, async (stage) => {
      const { containers, unchecked } = await shareFindRunning(context(stage))(DELETED, { signal });
      assert.deepEqual([containers, unchecked], [1, [{ cluster: 'test', reason: 'InvalidObject' }]]);
    }));
});
