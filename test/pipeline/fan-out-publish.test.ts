import assert from 'node:assert/strict';
import { gkeSource } from '../../lib/clusters/gke/gke-source.ts';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { readRequest } from '../../lib/core/event/read-delivery.ts';
import { IGNORE_LIMIT_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Destination, Publish } from '../../lib/core/event/message.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { clusterTaskMessage, type ClusterTask } from '../../lib/core/event/cluster-task-message.ts';
import { fanOutEvent, planFanOut } from '../../lib/pipeline/fan-out.ts';
import { silentApp } from '../support/handle-request.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { described, gke, identity, gkePath } from '../support/gke-builders.ts';
import { CLUSTER, push, settings } from '../support/builders.ts';
import { neverFound } from '../support/never-found.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { updateContext, GCR, SHARES } from './fan-out-builders.ts';
import { signal, REPLAY, request, keeping, lost, entry } from './fanning-out.ts';

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
    it(title, async () => assert.deepEqual(await planFanOut(updateContext(...sources), { signal }), shares));

  it('are one for a cluster that two entries name', async () => {
    const paths = [gkePath('eu', 'a'), gkePath('us', 'b')];
    const listing = { clusters: paths.map((path) => described({}, path)), missingZones: [], invalid: [] };
    const entries = [gke(gkePath('-', '-')), gke(gkePath('eu', 'a')), gke(gkePath('us', '-'))];
    const sources = entries.map((source, index) => {
      const place = { name: `entry-${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
      return gkeSource({ ...place, source, others: entries }, identity(), () => Promise.resolve({ listing }));
    });
    assert.deepEqual(await planFanOut(updateContext(...sources), { signal }), [
      { cluster: 'shop/us/b', entry: 'entry-0' },
      { cluster: 'entry-1', entry: 'entry-1' },
    ]);
  });

  it('do not wait for an entry that does not answer: it gets a share of its own', async () => {
    const updater = {
      ...updateContext(neverFound('slow'), entry('one', ['one'])),
      timeLimits: { event: 300_000, cluster: 30 },
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

  it('passes on that limits do not count, if the event had that attribute on a topic of the updater', async () => {
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
  ] satisfies readonly (readonly [ErrorReason, ErrorReason])[])
    it(`of which one is refused as ${reason} fails as ${expected}, which is redelivered`, async () => {
      const { fanOut: to } = keeping((index) =>
        index === 1 ? { fault: new UpdaterError(reason, 'x') } : { id: '1' },
      );
      const fault = await rejectsWith(expected, published(delivery, settings(), to));
      assert.equal(fault.transient, true);
    });

  it('of which one is not answered fails', () => {
    const publish: Publish = () => Promise.resolve([{ id: '1' }, { id: '2' }]);
    return rejectsWith('Unexpected', published(delivery, settings(), { topic: SHARES, publish }));
  });
});
