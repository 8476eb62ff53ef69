import assert from 'node:assert/strict';
import { CLUSTER_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { firstTopic, requireNamedTopic, rejectStrayTask } from '../../../lib/core/event/topic-trust.ts';
import { settings } from '../../support/builders.ts';
import { configured, REPLAY, SHARES } from './own-topics.ts';

const GCR = { project: 'shop', topic: 'gcr' };
const task = { [CLUSTER_ATTRIBUTE]: 'prod' };

describe('a cluster task', () => {
  for (const [title, given, reason] of [
    ['on the topic of tasks is taken', { topic: SHARES, attributes: task }, undefined],
    ['on another of the updater\u2019s topics is taken', { topic: REPLAY, attributes: task }, undefined],
    ['on the topic of a registry is NotOwnTopic', { topic: GCR, attributes: task }, 'NotOwnTopic'],
    ['that is none is taken on any topic', { topic: GCR, attributes: {} }, undefined],
  ] as const)
    it(title, () => {
      const check = () => rejectStrayTask(given, configured);
      if (reason === undefined) assert.doesNotThrow(check);
      else
        assert.throws(check, { reason, transient: true, terms: { PROJECT: GCR.project, TOPIC: GCR.topic } });
    });
});

describe('an event that names no topic', () => {
  const push = 'push';
  for (const [title, attributes, unnamedTopics, reason] of [
    ['is refused', {}, 'reject', 'UnnamedTopic'],
    ['is taken where that is allowed', {}, 'allow', undefined],
    ['and says that it is a share is refused', task, 'reject', 'UnnamedTopic'],
    ['and says that it is a share is refused even where that is allowed', task, 'allow', 'UnnamedTopic'],
  ] as const)
    it(title, () => {
      const check = () => requireNamedTopic({ shape: push, attributes }, settings({ unnamedTopics }));
      if (reason === undefined) assert.doesNotThrow(check);
      else assert.throws(check, { reason, transient: true });
    });

  it("is accepted with any topic, the updater's or not", () =>
    assert.doesNotThrow(() =>
      requireNamedTopic({ shape: push, topic: REPLAY, attributes: task }, settings()),
    ));

  it('is taken from the HTTP API, whose callers are authorized', () =>
    assert.doesNotThrow(() => requireNamedTopic({ shape: 'api', attributes: {} }, settings())));
});

describe('the topic that brought a push first', () => {
  const attributes = { [TOPIC_ATTRIBUTE]: 'projects/shop/topics/gcr' };
  for (const [title, given, expected] of [
    ['is the one that a message on a topic of the updater names', { topic: REPLAY, attributes }, GCR],
    ['is unknown where such a message names none', { topic: REPLAY, attributes: {} }, undefined],
    [
      'is the topic of a message on any other, whatever it names',
      { topic: { ...GCR, project: 'bank' }, attributes },
      { ...GCR, project: 'bank' },
    ],
    ['is unknown where a message has no topic', { attributes }, undefined],
  ] as const)
    it(title, () => assert.deepEqual(firstTopic(given, configured), expected));

  it('has to be a name', () =>
    assert.throws(() => firstTopic({ topic: REPLAY, attributes: { [TOPIC_ATTRIBUTE]: 'gcr' } }, configured), {
      reason: 'WrongShape',
    }));
});
