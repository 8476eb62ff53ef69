import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { gkeSource } from '../../lib/clusters/gke/gke-source.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { readRequest } from '../../lib/core/event/read-event.ts';
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  IGNORE_LIMIT_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../lib/core/event/attributes.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import { type EventResult, responseStatus } from '../../lib/core/report/event-result.ts';
import type { Destination, OutgoingMessage, Publish, Published } from '../../lib/core/event/message.ts';
import type { FaultReason } from '../../lib/core/errors/reason.ts';
import {
  readClusterTask,
  clusterTaskMessage,
  type ClusterTask,
} from '../../lib/core/event/cluster-task-message.ts';
import { fanOutEvent, planFanOut } from '../../lib/pipeline/fan-out.ts';
import { handleRequest, silentApp } from '../support/handle-request.ts';
import type { Cluster, ClusterSource } from '../../lib/kubernetes/cluster.ts';
import type { UpdateContext } from '../../lib/pipeline/context.ts';
import { described, gke, identity, pathOf } from '../support/gke-builders.ts';
import { requestOf } from '../support/deliveries.ts';
import { CLUSTER, digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { neverFound } from '../support/never-found.ts';
import { images, onSandbox, stored, type SandboxCluster } from '../support/on-sandbox.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();
const SHARES = { project: 'updater', topic: 'shares' };
const REPLAY = { project: 'updater', topic: 'replay' };
const GCR = { project: 'shop', topic: 'gcr' };
const NOW = Date.UTC(2026, 0, 1);
const TO = `${REPOSITORY}:v1@${digest(1)}`;

function event(tag = 'v1', digit = 1): string {
  return JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(digit)}`,
    tag: `${REPOSITORY}:${tag}`,
  });
}

function request(payload = event(), id = 'm1', time = 1000): DeliveryRequest {
  const publishTime = new Date(time).toISOString();
  return requestOf('push', { payload, id, publishTime, attributes: {}, topic: GCR, receivedAt: NOW });
}

/** The request in which a published message is delivered. */
function delivered({ data, attributes }: OutgoingMessage, index = 0, topic = SHARES): DeliveryRequest {
  const shape = index % 2 === 0 ? 'push' : 'push-unwrapped';
  const publishTime = '2026-01-01T00:00:00Z';
  return requestOf(shape, {
    payload: data,
    attributes,
    id: `share-${index}`,
    publishTime,
    topic,
    receivedAt: NOW,
  });
}

function updaterOf(...sources: readonly ClusterSource[]): UpdateContext {
  return { settings: settings({ ownTopics: [SHARES] }), sources };
}

/** A publisher that keeps what it takes, and what it was told. */
function keeping(answer: (index: number) => Published = (index) => ({ id: String(index) })) {
  const messages: OutgoingMessage[] = [];
  const topics: unknown[] = [];
  const publish: Publish = (topic, batch) => {
    topics.push(topic);
    messages.push(...batch);
    return Promise.resolve(batch.map((_, index) => answer(index)));
  };
  return { messages, topics, fanOut: { topic: SHARES, publish } };
}

function lost(name: string): ClusterSource {
  return { name, find: () => Promise.reject(new Fault('ForbiddenByIam', 'x')) };
}

/** An entry of clusters that need not be reached. */
function entry(name: string, clusters: readonly string[], missing: readonly string[] = []): ClusterSource {
  const found = {
    clusters: clusters.map((each): Cluster => ({ ...CLUSTER, name: each, transport: UNUSED })),
    missing: missing.map((each) => ({ name: each, fault: new Fault('NotServing', 'x') })),
  };
  return { name, find: () => Promise.resolve(found) };
}

const UNUSED: Cluster['transport'] = {
  json: () => assert.fail('no cluster is asked'),
  stream: () => assert.fail('no cluster is asked'),
  close: () => undefined,
};

describe('the shares of an event', () => {
  const rows: readonly (readonly [
    title: string,
    sources: readonly ClusterSource[],
    shares: readonly ClusterTask[],
  ])[] = [
    [
      'are one for each cluster, by the name of its entry',
      [entry('one', ['one']), entry('all', ['p/l/a', 'p/l/b'])],
      [
        { cluster: 'one', entry: 'one' },
        { cluster: 'p/l/a', entry: 'all' },
        { cluster: 'p/l/b', entry: 'all' },
      ],
    ],
    [
      'are one for each cluster that is missing, too',
      [entry('all', ['p/l/a'], ['p/l/b'])],
      [
        { cluster: 'p/l/a', entry: 'all' },
        { cluster: 'p/l/b', entry: 'all' },
      ],
    ],
    [
      'are one for the rest of an entry that is not known in full, beside those that are known',
      [entry('all', ['p/l/a'], ['all', 'p/l/b', 'all'])],
      [
        { cluster: 'p/l/a', entry: 'all' },
        { cluster: 'p/l/b', entry: 'all' },
        { cluster: 'all', entry: 'all', remainder: true },
      ],
    ],
    ['are one for an entry of which nothing is known', [lost('all')], [{ cluster: 'all', entry: 'all' }]],
    [
      'are one for a cluster with two faults',
      [entry('all', [], ['all', 'all'])],
      [{ cluster: 'all', entry: 'all' }],
    ],
    ['are none for an entry that stands for nothing', [entry('all', [])], []],
    ['are none without entries', [], []],
    [
      'have names that an attribute takes',
      [entry('über alles', ['über alles'])],
      [{ cluster: '%C3%BCber%20alles', entry: '%C3%BCber%20alles' }],
    ],
  ];
  for (const [title, sources, shares] of rows)
    it(title, async () => assert.deepEqual(await planFanOut(updaterOf(...sources), { signal }), shares));

  it('are one for a cluster that two entries name', async () => {
    const paths = [pathOf('eu', 'a'), pathOf('us', 'b')];
    const listing = { clusters: paths.map((path) => described({}, path)), missingZones: [], odd: [] };
    const entries = [gke(pathOf('-', '-')), gke(pathOf('eu', 'a')), gke(pathOf('us', '-'))];
    const sources = entries.map((source, index) => {
      const place = { name: `entry-${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
      return gkeSource({ ...place, source, others: entries }, identity(), () => Promise.resolve({ listing }));
    });
    assert.deepEqual(await planFanOut(updaterOf(...sources), { signal }), [
      { cluster: 'shop/us/b', entry: 'entry-0' },
      { cluster: 'entry-1', entry: 'entry-1' },
    ]);
  });

  it('do not wait for an entry that does not answer: it gets a share of its own', async () => {
    const updater = {
      ...updaterOf(neverFound('slow'), entry('one', ['one'])),
      budgets: { event: 300_000, cluster: 30 },
    };
    assert.deepEqual(await planFanOut(updater, { signal }), [
      { cluster: 'slow', entry: 'slow' },
      { cluster: 'one', entry: 'one' },
    ]);
  });
});

describe('publishing shares', () => {
  const shares = ['a', 'b', 'c'].map((cluster) => ({ cluster, entry: 'all' }));
  const delivery = readRequest(request(), settings());
  const published = (brought: Delivery, configured: Settings, to: Destination) => {
    const app = silentApp({ settings: configured, sources: [entry('all', ['a', 'b', 'c'])], fanOut: to });
    return fanOutEvent({ push: push(), delivery: brought }, app, { signal });
  };

  it('is one message for each, on the topic of shares, and waits for all', async () => {
    const { messages, topics, fanOut: to } = keeping();
    await published(delivery, settings(), to);
    assert.deepEqual(topics, [SHARES]);
    assert.deepEqual(
      messages,
      shares.map((share) => clusterTaskMessage(share, delivery, GCR)),
    );
  });

  it('passes on that limits do not count, where the event came with that on a topic of our own', async () => {
    for (const [topic, expected] of [
      [REPLAY, 'true'],
      [GCR, undefined],
    ] as const) {
      const { messages, fanOut: to } = keeping();
      const brought = { ...delivery, topic, attributes: { [IGNORE_LIMIT_ATTRIBUTE]: 'true' } };
      await published(brought, settings({ ownTopics: [REPLAY] }), to);
      assert.deepEqual(
        messages.map((message) => message.attributes[IGNORE_LIMIT_ATTRIBUTE]),
        shares.map(() => expected),
      );
    }
  });

  it('passes on the topic that brought a replay first', async () => {
    const { messages, fanOut: to } = keeping();
    const replay = { project: 'updater', topic: 'replay' };
    const attributes = { [TOPIC_ATTRIBUTE]: 'projects/shop/topics/gcr' };
    await published({ ...delivery, topic: replay, attributes }, settings({ ownTopics: [replay] }), to);
    assert.deepEqual(
      messages.map((message) => message.attributes[TOPIC_ATTRIBUTE]),
      shares.map(() => 'projects/shop/topics/gcr'),
    );
  });

  for (const [reason, expected] of [
    ['NoTopic', 'NoTopic'],
    ['ForbiddenToPublish', 'ForbiddenToPublish'],
    ['TooLarge', 'Unexpected'],
    ['InvalidConfig', 'Unexpected'],
  ] satisfies readonly (readonly [FaultReason, FaultReason])[])
    it(`of which one is refused as ${reason} fails as ${expected}, which is redelivered`, async () => {
      const { fanOut: to } = keeping((index) =>
        index === 1 ? { fault: new Fault(reason, 'x') } : { id: '1' },
      );
      const fault = await rejectsWith(expected, published(delivery, settings(), to));
      assert.equal(fault.transient, true);
    });

  it('of which one is not answered fails', () => {
    const publish: Publish = () => Promise.resolve([{ id: '1' }, { id: '2' }]);
    return rejectsWith('Unexpected', published(delivery, settings(), { topic: SHARES, publish }));
  });
});

describe('an event where shares have a topic', () => {
  const onTwo = (use: (a: SandboxCluster, b: SandboxCluster) => Promise<void>): Promise<void> =>
    onSandbox({}, (a) => onSandbox({}, (b) => use(a, { ...b, cluster: { ...b.cluster, name: 'second' } })));

  it('and several clusters is shared out: no cluster is asked', () =>
    onTwo(async (a, b) => {
      const { messages, fanOut } = keeping();
      const updater = { ...updaterOf(alwaysThere(a.cluster), alwaysThere(b.cluster)), fanOut };
      const handled = await handleRequest(request(), updater, signal);
      assert.ok(handled.status === 'fanned-out');
      assert.deepEqual(handled.push, push());
      assert.deepEqual(
        messages.map(({ attributes }) => readClusterTask({ topic: SHARES, attributes }, updater.settings)),
        handled.tasks,
      );
      assert.equal(responseStatus(handled), 204);
      assert.deepEqual([a.sandbox.requests.length, b.sandbox.requests.length], [0, 0]);
    }));

  it('and one cluster is handled in place', () =>
    onTwo(async ({ sandbox, cluster }) => {
      const { topics, fanOut } = keeping();
      const handled = await handleRequest(request(), { ...updaterOf(alwaysThere(cluster)), fanOut }, signal);
      assert.ok(handled.status === 'completed');
      assert.deepEqual([images(sandbox), topics], [{ app: TO }, []]);
    }));

  it('and no cluster is handled in place', async () => {
    const { topics, fanOut } = keeping();
    const handled = await handleRequest(request(), { ...updaterOf(entry('all', [])), fanOut }, signal);
    assert.ok(handled.status === 'completed');
    assert.deepEqual([handled.report.clusters, topics], [[], []]);
  });

  it('and one entry of which nothing is known is redelivered', async () => {
    const { topics, fanOut } = keeping();
    const handled = await handleRequest(request(), { ...updaterOf(lost('all')), fanOut }, signal);
    assert.deepEqual([responseStatus(handled), topics], [500, []]);
  });

  for (const topic of [SHARES, REPLAY])
    it(`that is a share already, on ${topic.topic}, is done as one and not shared out again`, () =>
      onTwo(async (a, b) => {
        const { messages, topics, fanOut } = keeping();
        const ours = {
          ...updaterOf(alwaysThere(a.cluster), alwaysThere(b.cluster)),
          settings: settings({ ownTopics: [SHARES, REPLAY] }),
          fanOut,
        };
        await handleRequest(request(), ours, signal);
        const [, share = assert.fail()] = messages.splice(0);
        topics.splice(0);
        const handled = await handleRequest(delivered(share, 0, topic), ours, signal);
        assert.ok(handled.status === 'completed');
        assert.deepEqual(handled.report.push, push());
        assert.deepEqual(topics, []);
        assert.deepEqual([a.sandbox.requests.length, images(b.sandbox)], [0, { app: TO }]);
      }));

  it('on the topic of a registry is no share, whatever attributes it has', async () => {
    const { messages, fanOut } = keeping();
    const updater = { ...updaterOf(entry('all', ['a', 'b'])), fanOut };
    const attributes = { [CLUSTER_ATTRIBUTE]: 'a', [ENTRY_ATTRIBUTE]: 'all' };
    const data = Buffer.from(event());
    const handled = await handleRequest(delivered({ data, attributes }, 0, GCR), updater, signal);
    assert.deepEqual([handled.status, messages.length], ['fanned-out', 2]);
  });

  it('that is none of our business is not shared out', async () => {
    const { topics, fanOut } = keeping();
    const updater = { ...updaterOf(entry('all', ['a', 'b'])), fanOut };
    const handled = await handleRequest(request('{"action":"DELETE"}'), updater, signal);
    assert.deepEqual([handled.status, topics], ['ignored', []]);
  });

  const refusing = keeping(() => ({ fault: new Fault('NoTopic', 'x') })).fanOut.publish;
  for (const [how, publish, reason] of [
    ['is refused', refusing, 'NoTopic'],
    ['is rejected', () => Promise.reject(new Error('a mistake of ours')), 'Unexpected'],
    ['throws', () => assert.fail('a mistake of ours'), 'Unexpected'],
  ] satisfies readonly (readonly [string, Publish, FaultReason])[])
    it(`whose publishing ${how} is redelivered as a whole`, async () => {
      const updater = { ...updaterOf(entry('all', ['a', 'b'])), fanOut: { topic: SHARES, publish } };
      const handled = await handleRequest(request(), updater, signal);
      assert.ok(handled.status === 'failed');
      assert.deepEqual(
        [handled.fault.reason, handled.delivery?.id, responseStatus(handled)],
        [reason, 'm1', 500],
      );
    });

  it('is published within the budget of the event', async () => {
    const publish: Publish = (_topic, messages, ended) =>
      new Promise((resolve) => {
        const fault = new Fault('OutOfTime', 'given up');
        ended.addEventListener('abort', () => resolve(messages.map(() => ({ fault }))));
      });
    const updater = { ...updaterOf(entry('all', ['a', 'b'])), fanOut: { topic: SHARES, publish } };
    const handled = await handleRequest(
      request(),
      { ...updater, budgets: { event: 50, cluster: 50 } },
      signal,
    );
    assert.ok(handled.status === 'failed');
    assert.equal(handled.fault.reason, 'OutOfTime');
  });
});

const NAMES = ['a', 'b', 'c', 'd'];
const ATTEMPTS = 30;

/** What a run is of. */
interface Scene {
  /** For each cluster: the entry that it belongs to, the policy and tag that run there, and how often it refuses. */
  readonly clusters: readonly {
    readonly entry: number;
    readonly policy: string;
    readonly tag: string;
    readonly refusals: number;
  }[];
  /** How often each entry cannot tell its clusters at first. */
  readonly unknown: readonly number[];
  /** How many of the first messages are not taken. */
  readonly untaken: number;
  readonly pushes: readonly { readonly tag: string; readonly digit: number; readonly time: number }[];
}

const TAGS = ['1.0.0', '1.0.1', '2.0.0'];

const scenes: fc.Arbitrary<Scene> = fc.record({
  clusters: fc.array(
    fc.record({
      entry: fc.nat({ max: 2 }),
      policy: fc.constantFrom('same-tag', 'any', 'semver:^1', 'never'),
      tag: fc.constantFrom(...TAGS),
      refusals: fc.nat({ max: 2 }),
    }),
    { maxLength: NAMES.length },
  ),
  unknown: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  untaken: fc.nat({ max: 3 }),
  pushes: fc.array(
    fc.record({
      tag: fc.constantFrom(...TAGS),
      digit: fc.integer({ min: 1, max: 9 }),
      time: fc.integer({ min: 1000, max: 1005 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

/** Puts the stages into the state in which a scene begins, and gives what works on them. */
function setUp({ clusters, unknown }: Scene, stages: readonly SandboxCluster[]): UpdateContext {
  for (const [index, { sandbox }] of stages.entries()) {
    sandbox.heal();
    sandbox.remove('Deployment', 'shop', 'web');
    const { policy = 'any', tag = '1.0.0', refusals = 0 } = clusters[index] ?? {};
    const metadata = { annotations: { 'image-updater/policy': policy } };
    sandbox.put(stored({ containers: [{ name: 'app', image: `${REPOSITORY}:${tag}` }], metadata }));
    sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: refusals });
  }
  const sources = unknown.map((times, number): ClusterSource => {
    const mine = stages.filter((_, index) => clusters[index]?.entry === number).map(({ cluster }) => cluster);
    let left = times;
    return {
      name: `entry ${number}`,
      find: () => {
        left -= 1;
        if (left >= 0) return Promise.reject(new Fault('ForbiddenByIam', 'x'));
        return Promise.resolve({ clusters: mine, missing: [] });
      },
    };
  });
  return updaterOf(...sources);
}

/** Delivers until nobody asks for a redelivery, as Pub/Sub does. */
async function deliver(once: () => Promise<EventResult>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (responseStatus(await once()) === 204) return;
  assert.fail('redelivered for ever');
}

async function inPlace(scene: Scene, updater: UpdateContext): Promise<void> {
  for (const [index, { tag, digit, time }] of scene.pushes.entries())
    await deliver(() => handleRequest(request(event(tag, digit), `m${index}`, time), updater, signal));
}

/** The same, with a publisher that hands each message to who does shares, once the event is over. */
async function fannedOut(scene: Scene, updater: UpdateContext): Promise<number> {
  let [untaken, shares] = [scene.untaken, 0];
  for (const [index, { tag, digit, time }] of scene.pushes.entries()) {
    const { messages, fanOut } = keeping(() => {
      untaken -= 1;
      return untaken >= 0 ? { fault: new Fault('NoTopic', 'x') } : { id: '1' };
    });
    await deliver(() =>
      handleRequest(request(event(tag, digit), `m${index}`, time), { ...updater, fanOut }, signal),
    );
    shares += messages.length;
    await Promise.all(
      messages.map((message, number) =>
        deliver(() => handleRequest(delivered(message, number), updater, signal)),
      ),
    );
  }
  return shares;
}

/** All that an update may have changed. */
function stateOf({ sandbox }: SandboxCluster): unknown {
  const { metadata, spec } = sandbox.get('Deployment', 'shop', 'web') ?? assert.fail();
  return {
    labels: metadata['labels'],
    annotations: metadata['annotations'],
    generation: metadata['generation'],
    spec,
  };
}

describe('in place and fanned out', () => {
  const onAll = async (
    names: readonly string[],
    use: (stages: readonly SandboxCluster[]) => Promise<void>,
  ): Promise<void> => {
    const [name, ...more] = names;
    if (name === undefined) return use([]);
    return onSandbox({}, ({ sandbox, cluster }) =>
      onAll(more, (stages) => use([{ sandbox, cluster: { ...cluster, name } }, ...stages])),
    );
  };

  it('end in the same state, whatever refuses at first and how often', () =>
    onAll(NAMES, (here) =>
      onAll(NAMES, async (there) => {
        let shares = 0;
        await fc.assert(
          fc.asyncProperty(scenes, async (scene) => {
            await inPlace(scene, setUp(scene, here));
            shares += await fannedOut(scene, setUp(scene, there));
            assert.deepEqual(there.map(stateOf), here.map(stateOf));
          }),
          { numRuns: 40 },
        );
        assert.ok(shares > 40, `only ${shares} shares in all runs`);
      }),
    ));
});
