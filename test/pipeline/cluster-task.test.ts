import assert from 'node:assert/strict';
import { Fault } from '../../lib/core/errors/fault.ts';
import { type EventResult, responseStatus } from '../../lib/core/report/event-result.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { CLUSTER_ATTRIBUTE, REMAINDER_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import type { FaultReason } from '../../lib/core/errors/reason.ts';
import { attributeName, clusterTaskMessage } from '../../lib/core/event/cluster-task-message.ts';
import { handleRequest } from '../support/handle-request.ts';
import type { Cluster, ClusterSource, Found } from '../../lib/kubernetes/cluster.ts';
import type { UpdateContext } from '../../lib/pipeline/context.ts';
import { posted, requestOf } from '../support/deliveries.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { neverFound } from '../support/never-found.ts';
import { images, onSandbox, patches, type SandboxCluster } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const SHARES = { project: 'updater', topic: 'shares' };
const NOW = Date.UTC(2026, 0, 1);
const GCR = { project: 'shop', topic: 'gcr' };
const ALL = 'projects/shop/locations/-/clusters/-';
const TO = `${REPOSITORY}:v1@${digest(1)}`;
const EVENT = { action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}`, tag: `${REPOSITORY}:v1` };

/** A share of the push that `push()` gives, but for its id. */
function share(
  cluster: string,
  under = cluster,
  event: object = EVENT,
  more: Readonly<Record<string, string>> = {},
  topic = SHARES,
): DeliveryRequest {
  const names = { cluster: attributeName(cluster), entry: attributeName(under) };
  const delivery = { data: JSON.stringify(event), publishedAt: 1000, id: 'm1' };
  const { data, attributes } = clusterTaskMessage(names, delivery, GCR);
  const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic, receivedAt: NOW };
  return requestOf('push', { payload: data, attributes: { ...attributes, ...more }, ...published });
}

function updaterOf(...sources: readonly ClusterSource[]): UpdateContext {
  return { settings: settings({ ownTopics: [SHARES] }), sources };
}

/** An entry that stands for these clusters and misses some, by name; it counts how often it is asked. */
function entry(
  name: string,
  clusters: readonly Cluster[],
  misses: Found['missing'] = [],
): ClusterSource & { readonly asked: () => number } {
  let count = 0;
  return {
    name,
    find: () => {
      count += 1;
      return Promise.resolve({ clusters, missing: misses });
    },
    asked: () => count,
  };
}

function lost(name: string, reason: FaultReason = 'ForbiddenByIam'): ClusterSource {
  return { name, find: () => Promise.reject(new Fault(reason, 'x')) };
}

function missing(name: string, reason: FaultReason): Found['missing'][number] {
  return { name, fault: new Fault(reason, 'x') };
}

/** What became of a share: what each cluster says, or the reason. */
function says(handled: EventResult): unknown {
  if (handled.status === 'ignored') return handled.reason;
  if ('fault' in handled) return handled.fault.reason;
  assert.ok(handled.status === 'completed');
  return Object.fromEntries(
    handled.report.clusters.map(({ cluster, updated, faults, failed, skipped }) => [
      cluster,
      [
        ...updated.map(({ result }) => result),
        ...[...faults, ...failed, ...skipped].map(({ reason }) => reason),
      ].join(),
    ]),
  );
}

/** Three clusters, called so in reports. */
function onThree(
  use: (a: SandboxCluster, b: SandboxCluster, c: SandboxCluster) => Promise<void>,
): Promise<void> {
  const named = (name: string, { sandbox, cluster }: SandboxCluster): SandboxCluster => ({
    sandbox,
    cluster: { ...cluster, name },
  });
  return onSandbox({}, (a) =>
    onSandbox({}, (b) => onSandbox({}, (c) => use(named('p/l/a', a), named('p/l/b', b), named('p/l/c', c)))),
  );
}

async function outcome(
  request: DeliveryRequest,
  ...sources: readonly ClusterSource[]
): Promise<readonly unknown[]> {
  const handled = await handleRequest(request, updaterOf(...sources), signal);
  return [says(handled), responseStatus(handled)];
}

describe('a share of one cluster', () => {
  it('updates it and no other, with the push as it was', () =>
    onThree(async (a, b) => {
      const handled = await handleRequest(
        share('p/l/a', ALL),
        updaterOf(entry(ALL, [a.cluster, b.cluster])),
        signal,
      );
      assert.deepEqual(says(handled), { 'p/l/a': 'updated' });
      assert.ok(handled.status === 'completed');
      assert.deepEqual(handled.report.push, push());
      assert.equal(handled.delivery.messageId, '9');
      assert.deepEqual(images(a.sandbox), { app: TO });
      assert.equal(b.sandbox.requests.length, 0);
    }));

  it('asks no other entry where its own has it', () =>
    onThree(async (a, b) => {
      const other = entry('other', [b.cluster]);
      await outcome(share('p/l/a', ALL), entry(ALL, [a.cluster]), other);
      assert.equal(other.asked(), 0);
    }));

  it('is tried again where the cluster refuses, and does not hear of the others', () =>
    onThree(async (a, b) => {
      a.sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      const [said, status] = await outcome(
        share('p/l/a', ALL),
        entry(ALL, [a.cluster, b.cluster]),
        lost('other'),
      );
      assert.deepEqual(Object.keys(said ?? {}), ['p/l/a']);
      assert.equal(status, 500);
    }));

  it('whose cluster is missing by name is tried again', () =>
    onThree(async (a) => {
      const source = entry(
        ALL,
        [a.cluster],
        [missing('p/l/b', 'NotServing'), missing('p/l/c', 'NoEndpoint')],
      );
      assert.deepEqual(await outcome(share('p/l/b', ALL), source), [{ 'p/l/b': 'NotServing' }, 500]);
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('that is delivered twice is done once', () =>
    onThree(async (a) => {
      const source = entry(ALL, [a.cluster]);
      await outcome(share('p/l/a', ALL), source);
      assert.deepEqual(await outcome(share('p/l/a', ALL), source), [{ 'p/l/a': 'AlreadyCurrent' }, 204]);
      assert.equal(patches(a.sandbox).length, 1);
    }));

  it('whose name is no ASCII finds it', () =>
    onThree(async ({ sandbox, cluster }) => {
      const name = 'admin@k8s über alles';
      const source = entry(name, [{ ...cluster, name }]);
      assert.deepEqual(await outcome(share(name), source), [{ [name]: 'updated' }, 204]);
      assert.deepEqual(images(sandbox), { app: TO });
    }));
});

describe('a share whose cluster is not under its entry any more', () => {
  it('is done where the entry has another name', () =>
    onThree(async (a, b, c) => {
      const sources = [entry('one', [b.cluster]), entry('renamed', [a.cluster, c.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
      assert.deepEqual([b.sandbox.requests.length, c.sandbox.requests.length], [0, 0]);
    }));

  it('is done where another entry stands for it now', () =>
    onThree(async (a, b) => {
      const sources = [entry(ALL, [b.cluster]), entry('more', [a.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
      assert.equal(b.sandbox.requests.length, 0);
    }));

  it('is done there, also where others could not be looked at', () =>
    onThree(async (a) => {
      const sources = [lost(ALL), entry('now', [a.cluster]), lost('other')];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
    }));

  it('is done by the entry that names it in full now', () =>
    onThree(async (a) => {
      const sources = [entry(ALL, []), entry('p/l/a', [a.cluster])];
      assert.deepEqual(await outcome(share('p/l/a', ALL), ...sources), [{ 'p/l/a': 'updated' }, 204]);
    }));

  it('is for nobody, and over', () =>
    onThree(async (a) => {
      const handled = await handleRequest(
        share('p/l/gone', ALL),
        updaterOf(entry(ALL, [a.cluster]), entry('other', [])),
        signal,
      );
      assert.ok(handled.status === 'ignored');
      assert.deepEqual(
        [handled.reason, handled.detail, responseStatus(handled)],
        ['UnknownCluster', 'p/l/gone', 204],
      );
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('is for nobody where there is no entry at all', async () =>
    assert.deepEqual(await outcome(share('prod')), ['UnknownCluster', 204]));

  for (const [where, sources] of [
    ['its own entry', [lost(ALL), entry('other', [])]],
    ['another entry', [entry(ALL, []), lost('other')]],
    ['another entry, while its own is gone', [lost('other')]],
    ['all of the locations of its entry', [entry(ALL, [], [missing(ALL, 'ForbiddenByIam')])]],
    [
      'all of the locations of another',
      [entry(ALL, []), entry('other', [], [missing('other', 'ForbiddenByIam')])],
    ],
  ] as const)
    it(`is tried again where nobody could look at ${where}`, async () => {
      const [said, status] = await outcome(share('p/l/a', ALL), ...sources);
      assert.deepEqual(Object.values(said ?? {}), ['ForbiddenByIam']);
      assert.equal(status, 500);
    });

  it('is for nobody although other clusters are missing: each of them is told by name', async () => {
    const source = entry(ALL, [], [missing('p/l/b', 'NotServing')]);
    assert.deepEqual(await outcome(share('p/l/a', ALL), source), ['UnknownCluster', 204]);
  });
});

describe('a share of a whole entry', () => {
  it('does all that the entry stands for, and reports what it misses', () =>
    onThree(async (a, b, c) => {
      const sources = [
        entry(ALL, [a.cluster, b.cluster], [missing(ALL, 'MissingZones')]),
        entry('other', [c.cluster]),
      ];
      assert.deepEqual(await outcome(share(ALL), ...sources), [
        { 'p/l/a': 'updated', 'p/l/b': 'updated', [ALL]: 'MissingZones' },
        500,
      ]);
      assert.equal(c.sandbox.requests.length, 0);
    }));

  it('is tried again while nobody can tell what that is', async () =>
    assert.deepEqual(await outcome(share(ALL), lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]));

  it('that stands for nothing now is done', async () =>
    assert.deepEqual(await outcome(share(ALL), entry(ALL, [])), [{}, 204]));

  it('that is gone is for nobody', () =>
    onThree(async (a) =>
      assert.deepEqual(await outcome(share(ALL), entry('other', [a.cluster])), ['UnknownCluster', 204]),
    ));
});

describe('a share of the rest of an entry', () => {
  const rest = (): DeliveryRequest => share(ALL, ALL, EVENT, { [REMAINDER_ATTRIBUTE]: 'true' });

  it('touches no cluster while the entry cannot be seen in full, and is tried again', () =>
    onThree(async (a) => {
      const misses = [missing('p/l/b', 'NotServing'), missing(ALL, 'MissingZones')];
      const source = entry(ALL, [a.cluster], misses);
      assert.deepEqual(await outcome(rest(), source), [{ [ALL]: 'MissingZones' }, 500]);
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('does all that the entry stands for once it can be seen', () =>
    onThree(async (a, b) => {
      const source = entry(ALL, [a.cluster, b.cluster]);
      assert.deepEqual(await outcome(rest(), source), [{ 'p/l/a': 'updated', 'p/l/b': 'updated' }, 204]);
    }));

  it('is tried again while nobody can look at the entry at all', async () =>
    assert.deepEqual(await outcome(rest(), lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]));
});

describe('what comes as a share', () => {
  it('on a topic that is not ours, any more, waits until it is', async () => {
    const request = share('p/l/a', ALL, EVENT, {}, { project: 'updater', topic: 'before' });
    const handled = await handleRequest(request, updaterOf(entry(ALL, [])), signal);
    assert.ok(handled.status === 'failed');
    assert.deepEqual(
      [handled.fault.reason, handled.delivery?.messageId, responseStatus(handled)],
      ['NotOurTopic', '9', 500],
    );
  });

  it('and names no cluster is an event like any other', async () => {
    const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic: SHARES, receivedAt: NOW };
    const request = requestOf('push', { payload: JSON.stringify(EVENT), attributes: {}, ...published });
    assert.deepEqual(await outcome(request, lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]);
  });

  it('has to name its cluster', async () =>
    assert.deepEqual(await outcome(share('', ALL), lost(ALL)), ['WrongShape', 204]));

  it('has to be a registry event', async () =>
    assert.deepEqual(await outcome(share('a', 'a', []), lost(ALL)), ['WrongShape', 204]));

  it('has to be readable', async () =>
    assert.deepEqual(await outcome(posted({ message: 1 }), lost(ALL)), ['WrongShape', 204]));

  it('cannot speak of the images of another project than its first topic', async () => {
    const foreign = { ...EVENT, digest: undefined, tag: 'europe-docker.pkg.dev/bank/images/web:v1' };
    assert.deepEqual(await outcome(share('a', 'a', foreign), lost(ALL)), ['ForeignRepository', 204]);
  });

  it('by hand names a cluster alone, and means now', () =>
    onThree(async ({ sandbox, cluster }) => {
      const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic: SHARES, receivedAt: NOW };
      const attributes = { [CLUSTER_ATTRIBUTE]: 'p/l/a' };
      const request = requestOf('push', { payload: JSON.stringify(EVENT), attributes, ...published });
      assert.deepEqual(await outcome(request, entry(ALL, [cluster])), [{ 'p/l/a': 'updated' }, 204]);
      assert.deepEqual(images(sandbox), { app: TO });
    }));

  it('ends with the budget of a cluster', () =>
    onThree(async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      const updater = { ...updaterOf(entry(ALL, [cluster])), budgets: { event: 300_000, cluster: 50 } };
      const handled = await handleRequest(share('p/l/a', ALL), updater, signal);
      assert.match(Object.values(says(handled) ?? {}).join(), /OutOfTime/);
      assert.equal(responseStatus(handled), 500);
    }));

  it('ends with its caller', async () => {
    const gone = new AbortController();
    const end = handleRequest(share('p/l/a', ALL), updaterOf(neverFound(ALL)), gone.signal);
    gone.abort();
    assert.deepEqual(says(await end), { [ALL]: 'OutOfTime' });
  });
});
