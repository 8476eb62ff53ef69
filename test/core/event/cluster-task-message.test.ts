import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { firstTopic } from '../../../lib/core/event/topic-trust.ts';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import { readPulled } from '../../../lib/core/event/shapes/pulled.ts';
import { readRequest } from '../../../lib/core/event/read-delivery.ts';
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  IGNORE_LIMIT_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  REMAINDER_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import {
  attributeName,
  readClusterTask,
  clusterTaskMessage,
  withoutClusterTask,
} from '../../../lib/core/event/cluster-task-message.ts';
import { codePoint } from '../../support/code-point.ts';
import { toRequest, SHAPES, SUBSCRIPTION } from '../../support/deliveries.ts';
import { configured, REPLAY, SHARES } from './own-topics.ts';

const SHARE = { cluster: 'shop/europe-west1/prod', entry: 'projects/shop/locations/-/clusters/-' };
/** The task that a message on the topic of tasks is. */
const onShares = ({ attributes }: Pick<Delivery, 'attributes'>) =>
  readClusterTask({ topic: SHARES, attributes }, configured);
const delivery = { data: '{"action": "INSERT"}', publishedAt: 1000, id: 'm1' };

describe('a share', () => {
  it('is the payload to the byte, and in attributes all that the message does not tell itself', () => {
    const { data, attributes } = clusterTaskMessage(SHARE, delivery, { project: 'shop', topic: 'gcr' });
    assert.equal(Buffer.from(data).toString(), delivery.data);
    assert.deepEqual(attributes, {
      [CLUSTER_ATTRIBUTE]: SHARE.cluster,
      [ENTRY_ATTRIBUTE]: SHARE.entry,
      [PUBLISHED_AT_ATTRIBUTE]: '1000',
      [PUSH_ID_ATTRIBUTE]: 'm1',
      [TOPIC_ATTRIBUTE]: 'projects/shop/topics/gcr',
    });
  });

  it('names no topic where the event names none', () =>
    assert.ok(!(TOPIC_ATTRIBUTE in clusterTaskMessage(SHARE, delivery, undefined).attributes)));

  it('says that limits do not count only where it is told so', () => {
    const attributesOf = (ignoreLimit: boolean) =>
      clusterTaskMessage(SHARE, delivery, undefined, { ignoreLimit }).attributes;
    assert.equal(attributesOf(true)[IGNORE_LIMIT_ATTRIBUTE], 'true');
    assert.ok(!(IGNORE_LIMIT_ATTRIBUTE in attributesOf(false)));
  });

  it('is read back as it was', () =>
    assert.deepEqual(onShares(clusterTaskMessage(SHARE, delivery, undefined)), SHARE));

  it('that names no entry, as a person writes it, is for the entry of that name', () =>
    assert.deepEqual(onShares({ attributes: { [CLUSTER_ATTRIBUTE]: 'prod' } }), {
      cluster: 'prod',
      entry: 'prod',
    }));

  for (const attributes of [{}, { [ENTRY_ATTRIBUTE]: 'prod' }, { 'a\u{1b}[2J': '' }])
    it(`is none with the attributes ${JSON.stringify(attributes)}`, () =>
      assert.equal(onShares({ attributes }), undefined));

  for (const attributes of [{ [CLUSTER_ATTRIBUTE]: '' }, { [CLUSTER_ATTRIBUTE]: '', 'a\u{1b}[2J': '' }])
    it(`has no name with the attributes ${JSON.stringify(attributes)}`, () =>
      assert.throws(
        () => onShares({ attributes }),
        (thrown) => {
          assert.ok(thrown instanceof UpdaterError);
          assert.deepEqual([thrown.reason, thrown.transient], ['WrongShape', false]);
          assert.doesNotMatch(thrown.message, /\p{Cc}/u);
          return true;
        },
      ));
});

it('what is no share has none of its attributes', () =>
  assert.deepEqual(
    withoutClusterTask({
      ...clusterTaskMessage({ ...SHARE, remainder: true }, delivery, undefined).attributes,
      a: 'b',
    }),
    {
      [PUBLISHED_AT_ATTRIBUTE]: '1000',
      [PUSH_ID_ATTRIBUTE]: 'm1',
      a: 'b',
    },
  ));

describe('a share of the rest', () => {
  const rest = { ...SHARE, remainder: true };

  it('says so in an attribute, and is read back', () => {
    const message = clusterTaskMessage(rest, delivery, undefined);
    assert.equal(message.attributes[REMAINDER_ATTRIBUTE], 'true');
    assert.deepEqual(onShares(message), rest);
  });

  it('is no other that has something else there', () =>
    assert.deepEqual(onShares({ attributes: { [CLUSTER_ATTRIBUTE]: 'a', [REMAINDER_ATTRIBUTE]: 'no' } }), {
      cluster: 'a',
      entry: 'a',
    }));
});

describe('a message', () => {
  const attributes = { [CLUSTER_ATTRIBUTE]: 'prod' };
  const GCR = { project: 'shop', topic: 'gcr' };
  const rows = [
    ['that names a cluster, on the topic of shares', { topic: SHARES, attributes }, true],
    ['that names a cluster, on another topic of the updater', { topic: REPLAY, attributes }, true],
    ['that names a cluster, from who knows where', { attributes }, false],
    ['that names a cluster, on the topic of a registry', { topic: GCR, attributes }, false],
    ['that names none, on the topic of shares', { topic: SHARES, attributes: {} }, false],
    ['that names none, on the topic of a registry', { topic: GCR, attributes: {} }, false],
  ] as const;
  for (const [title, given, expected] of rows)
    it(`${title} is ${expected ? 'a share' : 'none'}`, () =>
      assert.equal(readClusterTask(given, configured) !== undefined, expected));
});

describe('a name in an attribute', () => {
  const rows: readonly (readonly [name: string, written: string])[] = [
    ['shop/europe-west1/prod', 'shop/europe-west1/prod'],
    ['a:1/b[c]~%', 'a:1/b[c]~%'],
    ['projects/p/locations/-/clusters/- (env=prod)', 'projects/p/locations/-/clusters/-%20(env=prod)'],
    ['admin@k8s über alles', 'admin@k8s%20%C3%BCber%20alles'],
    [' a ', '%20a%20'],
    ['\ud800', '%EF%BF%BD'],
  ];
  for (const [name, written] of rows)
    it(`${JSON.stringify(name)} is ${written}`, () => assert.equal(attributeName(name), written));

  it('is visible ASCII of at most 1024 bytes, and stays as it is from then on', () => {
    const names = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 3000 }),
      fc.string({ minLength: 1000, maxLength: 3000 }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const written = attributeName(name);
        assert.match(written, /^[\x21-\x7e]{0,1024}$/);
        assert.equal(attributeName(written), written);
      }),
    );
  });
});

describe('a share of any event, in whichever shape both came', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  const events = fc.record({
    project: fc.constantFrom('shop', 'example.com:shop'),
    image: word,
    tag: fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,30}$/),
    bits: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
    more: fc.string({ unit: 'grapheme' }),
    id: fc.stringMatching(/^[0-9]{1,19}$/),
    publishedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    // It is published after the event.
    later: fc.nat({ max: 1_000_000_000 }),
    attributes: fc.record(
      {
        [PUBLISHED_AT_ATTRIBUTE]: fc.nat({ max: 4_000_000_000_000 }).map(String),
        [PUSH_ID_ATTRIBUTE]: word,
      },
      { requiredKeys: [] },
    ),
    came: fc.constantFrom(...SHAPES),
    topic: fc.constantFrom('gcr', 'replayed', 'by hand'),
    brought: fc.constantFrom('pull', ...SHAPES.filter((shape) => shape !== 'bare')),
    share: fc.record({
      cluster: fc.string({ unit: 'grapheme', minLength: 1 }),
      entry: fc.string({ unit: codePoint, minLength: 1 }),
      rest: fc.constantFrom({}, { remainder: true }),
    }),
  });

  it('means an equal push, and the cluster that it was made for', () =>
    fc.assert(
      fc.property(events, (event) => {
        const { project, image, tag, bits, more, id, publishedAt, came } = event;
        const repository = `us-docker.pkg.dev/${project.replace(':', '/')}/gcr.io/${image}`;
        const digest = bits === null ? {} : { digest: `${repository}@sha256:${bits}` };
        const payload = JSON.stringify({ action: 'INSERT', ...digest, tag: `${repository}:${tag}`, more });
        const gcr = { project, topic: 'gcr' };
        const claim =
          event.topic === 'replayed' ? { [TOPIC_ATTRIBUTE]: `projects/${project}/topics/gcr` } : {};
        const original = readRequest(
          toRequest(came, {
            payload,
            id,
            publishTime: new Date(publishedAt).toISOString(),
            attributes: { ...event.attributes, ...claim },
            topic: event.topic === 'gcr' ? gcr : REPLAY,
            receivedAt: publishedAt,
          }),
          configured,
        );
        const named = {
          cluster: attributeName(event.share.cluster),
          entry: attributeName(event.share.entry),
          ...event.share.rest,
        };
        const message = clusterTaskMessage(named, original, firstTopic(original, configured));

        const publishTime = new Date(publishedAt + event.later).toISOString();
        const brought =
          event.brought === 'pull'
            ? readPulled(
                { ...message, id: '9', publishTime, attempt: 1, subscription: SUBSCRIPTION, topic: SHARES },
                publishedAt + event.later,
                configured,
              )
            : readRequest(
                toRequest(event.brought, {
                  payload: message.data,
                  id: '9',
                  publishTime,
                  attributes: message.attributes,
                  topic: SHARES,
                  receivedAt: publishedAt + event.later,
                }),
                configured,
              );
        assert.equal(brought.data, payload);
        assert.deepEqual(decodePush(brought, configured), decodePush(original, configured));
        assert.deepEqual(readClusterTask(brought, configured), named);
      }),
    ));
});
