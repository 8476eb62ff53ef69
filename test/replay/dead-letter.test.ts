import assert from 'node:assert/strict';
import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Topic } from '../../lib/core/names/topic.ts';
import { sourceSubscription, planDeadLetter } from '../../lib/replay/dead-letter.ts';
import { deadLetter, GCR, REPLAY, TIME } from '../support/replay-builders.ts';

const FAN_OUT: Topic = { project: 'own', topic: 'clusters' };
const SETTINGS = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [REPLAY, FAN_OUT] };
const KEPT = { [PUBLISHED_AT_ATTRIBUTE]: String(TIME), [PUSH_ID_ATTRIBUTE]: '7' };

const GONE = new UpdaterError('NoSubscription', 'it is gone', { terms: { PROJECT: 'p' } });

interface Asked {
  readonly now?: boolean;
  readonly replay?: Topic;
}

function plan(
  message: PulledMessage,
  origin: Topic | UpdaterError,
  to?: Topic,
  { now = false, replay }: Asked = {},
) {
  return planDeadLetter(message, {
    origin,
    settings: SETTINGS,
    now,
    replay,
    ...(to === undefined ? {} : { to }),
  });
}

function reasonOf(...parameters: Parameters<typeof plan>): unknown {
  const planned = plan(...parameters);
  assert.ok('result' in planned && planned.result === 'failed', JSON.stringify(planned));
  return planned.fault.reason;
}

function attributesOf(...parameters: Parameters<typeof plan>): unknown {
  const planned = plan(...parameters);
  assert.ok('topic' in planned, JSON.stringify(planned));
  return planned.message.attributes;
}

describe('where a dead letter died', () => {
  it('is what Pub/Sub wrote on it', () =>
    assert.deepEqual(sourceSubscription(deadLetter('7')), { project: 'p', subscription: 'images' }));

  for (const [title, attributes] of [
    ['nothing', {}],
    ['no project', { CloudPubSubDeadLetterSourceSubscription: 'images' }],
    [
      'a name that is none',
      { ...deadLetter('7').attributes, CloudPubSubDeadLetterSourceSubscription: '$(x)' },
    ],
  ] as const)
    it(`cannot be told from ${title}: NoDestination`, () =>
      assert.throws(
        () => sourceSubscription({ attributes }),
        (thrown) => thrown instanceof UpdaterError && thrown.reason === 'NoDestination',
      ));
});

describe('a dead letter', () => {
  const claim = { [TOPIC_ATTRIBUTE]: 'projects/q/topics/gcr' };

  it('goes back with its first time and id, and nothing of what Pub/Sub wrote', () =>
    assert.deepEqual(attributesOf(deadLetter('7'), FAN_OUT), KEPT));

  it('of a foreign topic goes to the one for replays, where its first time counts', () => {
    const planned = plan(deadLetter('7'), GCR, undefined, { replay: REPLAY });
    assert.ok('topic' in planned);
    assert.deepEqual(
      [planned.topic, planned.message.attributes],
      [REPLAY, { ...KEPT, [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr' }],
    );
  });

  it('goes nowhere where its first time would not count', () => {
    assert.equal(reasonOf(deadLetter('7'), GCR), 'NoDestination');
    assert.equal(reasonOf(deadLetter('7'), FAN_OUT, GCR), 'NoDestination');
  });

  it('of a foreign topic cannot say that it is of another time, or a share', () => {
    const attributes = {
      [PUBLISHED_AT_ATTRIBUTE]: '1000',
      [PUSH_ID_ATTRIBUTE]: 'forged',
      [CLUSTER_ATTRIBUTE]: 'c',
      [ENTRY_ATTRIBUTE]: 'e',
    };
    assert.deepEqual(attributesOf(deadLetter('7', { attributes }), GCR, REPLAY), {
      ...KEPT,
      [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr',
    });
  });

  it('that goes elsewhere names the topic that it came from', () =>
    assert.deepEqual(attributesOf(deadLetter('7'), GCR, REPLAY), {
      ...KEPT,
      [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr',
    }));

  it('of a foreign topic cannot claim to come from elsewhere', () =>
    assert.deepEqual(attributesOf(deadLetter('7', { attributes: claim }), GCR, REPLAY), {
      ...KEPT,
      [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr',
    }));

  it('of a topic of the updater names the first one still', () => {
    const first = { [TOPIC_ATTRIBUTE]: 'projects/p/topics/first' };
    assert.deepEqual(attributesOf(deadLetter('7', { attributes: first }), FAN_OUT, REPLAY), {
      ...KEPT,
      ...first,
    });
  });

  it('whose origin cannot be told goes nowhere, with the reason', () =>
    assert.equal(reasonOf(deadLetter('7'), GONE), 'NoSubscription'));

  for (const [title, attributes] of [
    ['claims nothing', {}],
    ['claims to be from where its image is', { [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr' }],
  ] as const)
    it(`whose origin cannot be told and that ${title} goes to no topic of the updater: it would be trusted`, () => {
      assert.equal(reasonOf(deadLetter('7', { attributes }), GONE, REPLAY), 'NoSubscription');
      assert.equal(reasonOf(deadLetter('7', { attributes }), GONE, FAN_OUT), 'NoSubscription');
    });

  it('whose origin cannot be told can go to a topic of others as pushed now, which may update only its own images', () => {
    assert.equal(reasonOf(deadLetter('7'), GONE, GCR), 'NoDestination');
    assert.deepEqual(attributesOf(deadLetter('7'), GONE, GCR, { now: true }), {});
    assert.deepEqual(attributesOf(deadLetter('7', { attributes: claim }), GONE, GCR, { now: true }), claim);
  });

  for (const [title, origin] of [
    ['a topic', GCR],
    ['a topic of the updater', FAN_OUT],
    ['who knows where', GONE],
  ] as const)
    it(`of ${title} does not go where it would be ignored, and so lost`, () =>
      assert.equal(reasonOf(deadLetter('7'), origin, { project: 'q', topic: 'gcr' }), 'NoDestination'));

  it('that is a cluster task of a former fan-out topic goes to none that would ignore it', () => {
    const share = { [CLUSTER_ATTRIBUTE]: 'c', [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr' };
    const former = { project: 'own', topic: 'clusters-1' };
    assert.equal(reasonOf(deadLetter('7', { attributes: share }), former, FAN_OUT), 'NoDestination');
  });

  it('that is a share stays one', () => {
    const share = { [CLUSTER_ATTRIBUTE]: 'c', [ENTRY_ATTRIBUTE]: 'e', ...claim, team: 'a' };
    assert.deepEqual(attributesOf(deadLetter('7', { attributes: share }), FAN_OUT), { ...KEPT, ...share });
  });

  it('counts as pushed now where that is asked for', () =>
    assert.deepEqual(attributesOf(deadLetter('7'), GCR, undefined, { now: true }), {}));

  it('keeps every byte', () => {
    const data = Buffer.from('\u{feff} {"action": "INSERT",  "tag": "us-docker.pkg.dev/p/r/app:1"}\n');
    const planned = plan(deadLetter('7', { data }), FAN_OUT);
    assert.ok('topic' in planned);
    assert.deepEqual(planned.message.data, data);
  });

  it('that the function ignores goes back: it is for the function to say', () => {
    const planned = plan(deadLetter('7', { data: Buffer.from('{"action":"DELETE"}') }), FAN_OUT);
    assert.ok('topic' in planned);
  });

  for (const [title, changes, reason] of [
    ['is no JSON', { data: Buffer.from('garbage') }, 'NotJson'],
    ['is empty', { data: Buffer.from('') }, 'NotJson'],
    ['is no UTF-8', { data: Buffer.from([0xff]) }, 'NotJson'],
    ['has a time that is none', { attributes: { [PUBLISHED_AT_ATTRIBUTE]: 'soon' } }, 'WrongShape'],
  ] as const)
    it(`that ${title} is malformed`, () => {
      const planned = plan(deadLetter('7', changes), FAN_OUT);
      assert.ok(!('topic' in planned) && planned.result === 'malformed');
      assert.deepEqual([planned.fault.reason, planned.subject.message], [reason, '7']);
    });
});
