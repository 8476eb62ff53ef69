import assert from 'node:assert/strict';
import { topicIn } from '../../lib/core/topic.ts';

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
      assert.deepEqual(topicIn(address), { project, topic });
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
      assert.equal(topicIn(address), undefined);
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
      assert.throws(() => topicIn(address), { name: 'Fault', reason: 'WrongShape' });
    });
  }
});
