import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  isSameTopic,
  subscriptionName,
  parseTopicAddress,
  topicPath,
  topicName,
  requireTopic,
} from '../../../lib/core/names/topic.ts';

describe('topic', () => {
  const named: readonly (readonly [address: string, project: string, topic: string])[] = [
    ['//pubsub.googleapis.com/projects/shop/topics/gcr', 'shop', 'gcr'],
    ['/projects/shop/topics/gcr', 'shop', 'gcr'],
    ['projects/shop/topics/gcr', 'shop', 'gcr'],
    ['/projects/shop/topics/gcr/', 'shop', 'gcr'],
    ['/image-pushed/projects/shop/topics/gcr', 'shop', 'gcr'],
    ['/projects/example.com:shop/topics/gcr', 'example.com:shop', 'gcr'],
    ['/projects/example.com%3Ashop/topics/gcr', 'example.com:shop', 'gcr'],
    ['/projects/shop/topics/a.b_c~d%2Be%25f', 'shop', 'a.b_c~d+e%f'],
  ];
  for (const [address, project, topic] of named) {
    it(`${address} names ${topic} of ${project}`, () => {
      assert.deepEqual(parseTopicAddress(address), { project, topic });
    });
  }

  for (const address of [
    '',
    '/',
    '//pubsub.googleapis.com/',
    '/projects/shop/topics',
    '/projects/shop/topics/',
    '/projects//topics/gcr',
    '/projects/shop/topics/gcr/more',
    '/projects/shop/subscriptions/gcr',
    '/myprojects/shop/topics/gcr',
    '/api/update',
  ]) {
    it(`"${address}" names none`, () => {
      assert.equal(parseTopicAddress(address), undefined);
    });
  }

  for (const address of [
    '/projects/%/topics/gcr',
    '/projects/%ff/topics/gcr',
    '/projects/shop/topics/%E0%A4%A',
    '/projects/a%2Fb/topics/gcr',
    '/projects/shop%00/topics/gcr',
    '/projects/a:b:c/topics/gcr',
    '/projects/shöp/topics/gcr',
    '/projects/shop/topics/g%20cr',
    '/projects/shop/topics/\u{1b}[31mgcr',
  ]) {
    it(`${JSON.stringify(address)} names one that cannot be read, which is not the same as none`, () => {
      assert.throws(() => parseTopicAddress(address), { name: 'Fault', reason: 'WrongShape' });
    });
  }
});

describe('the name of a topic', () => {
  it('is its full one', () =>
    assert.equal(
      topicName({ project: 'example.com:shop', topic: 'gcr' }),
      'projects/example.com:shop/topics/gcr',
    ));

  it('is read back as it was, signs of percent too', () => {
    const topics = fc.record({
      project: fc.stringMatching(/^(?:example\.com:)?[a-z][a-z0-9-]{0,29}$/),
      topic: fc.stringMatching(/^[A-Za-z][\w.~+%-]{2,40}$/),
    });
    fc.assert(
      fc.property(topics, (topic) => {
        assert.deepEqual(requireTopic(topicName(topic)), { ...topic });
        assert.deepEqual(parseTopicAddress(topicPath(topic)), { ...topic });
      }),
    );
  });

  for (const text of [
    '',
    'gcr',
    'projects/shop/topics/',
    'projects//topics/gcr',
    '/projects/shop/topics/gcr',
    '//pubsub.googleapis.com/projects/shop/topics/gcr',
    'projects/shop/topics/gcr/',
    'projects/shop/topics/gcr/more',
    'projects/shop/topics/gcr\n',
    'projects/example.com%3Ashop/topics/gcr',
    'projects/shop/subscriptions/gcr',
    `projects/shop/topics/${'x'.repeat(256)}`,
    `projects/${'x'.repeat(64)}/topics/gcr`,
  ]) {
    it(`is not ${JSON.stringify(text).slice(0, 80)}`, () => {
      assert.throws(() => requireTopic(text), { name: 'Fault', reason: 'WrongShape' });
    });
  }
});

describe('the name of a subscription', () => {
  it('is its full one', () =>
    assert.equal(
      subscriptionName({ project: 'shop', subscription: 's-1' }),
      'projects/shop/subscriptions/s-1',
    ));
});

describe('two topics', () => {
  const gcr = { project: 'a', topic: 'gcr' };
  it('of one name are the same', () => assert.ok(isSameTopic(gcr, { ...gcr })));
  it('of two projects are not', () => assert.ok(!isSameTopic(gcr, { ...gcr, project: 'b' })));
  it('of one project are not, where they are called otherwise', () =>
    assert.ok(!isSameTopic(gcr, { ...gcr, topic: 'gcr2' })));
});
