import assert from 'node:assert/strict';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { firstTopic } from '../../../lib/core/event/topic-trust.ts';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import { IGNORE_LIMIT_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { glob } from '../../support/builders.ts';
import { WEB, SHOP, settings, delivery, insert } from './decoding.ts';

describe('the topic that brought a push first', () => {
  const OWN = { project: 'updater', topic: 'image-updater-replay' };
  const BANK = { project: 'bank', topic: 'gcr' };
  const CLAIM = 'projects/shop/topics/gcr';
  const own = { ...settings, ownTopics: [{ project: 'updater', topic: 'image-updater-clusters' }, OWN] };
  const firstOf = (topic: Delivery['topic'], claim?: string): unknown =>
    firstTopic(
      {
        attributes: claim === undefined ? {} : { [TOPIC_ATTRIBUTE]: claim },
        ...(topic === undefined ? {} : { topic }),
      },
      own,
    );

  const rows: readonly (readonly [title: string, found: unknown, expected: unknown])[] = [
    ['is the one that delivers it', firstOf(SHOP), SHOP],
    ['is the one that a topic of the updater names', firstOf(OWN, CLAIM), SHOP],
    ['is none where a topic of the updater names none', firstOf(OWN), undefined],
    ['is the one that delivers it, whatever it claims', firstOf(BANK, CLAIM), BANK],
    [
      "is not the updater's because another project's has the same name",
      firstOf({ ...OWN, project: 'bank' }, CLAIM),
      { ...OWN, project: 'bank' },
    ],
    ['is none where the delivery names none, whatever it claims', firstOf(undefined, CLAIM), undefined],
    ['is not read on a foreign topic', firstOf(BANK, 'garbage'), BANK],
  ];
  for (const [title, found, expected] of rows) it(title, () => assert.deepEqual(found, expected));

  for (const claim of [
    '',
    'gcr',
    '//pubsub.googleapis.com/projects/shop/topics/gcr',
    'projects/shop/topics/a b',
  ])
    it(`cannot be "${claim}", which is no way to say that there is none`, () =>
      assert.throws(() => firstOf(OWN, claim), { name: 'Fault', reason: 'WrongShape', transient: false }));

  const web = JSON.stringify(insert(`${WEB}:v1`));
  const cake = JSON.stringify(insert('docker.io/strangers/cake:v1'));
  const decodedFrom = (topic: Delivery['topic'], data: string, attributes: Delivery['attributes'] = {}) =>
    decodePush({ ...delivery, data, attributes, ...(topic === undefined ? {} : { topic }) }, own);
  const claiming = { [TOPIC_ATTRIBUTE]: CLAIM };

  it('is the source of the push', () =>
    assert.partialDeepStrictEqual(decodedFrom(OWN, web, claiming), { push: { source: 'shop' } }));

  it('limits the repositories whose updates an own topic may trigger', () =>
    assert.partialDeepStrictEqual(decodedFrom(OWN, cake, claiming), { reason: 'ForeignRepository' }));

  it('where there is none, a topic of the updater may name every repository', () => {
    const answer = decodedFrom(OWN, cake);
    assert.ok('push' in answer && !('source' in answer.push));
  });

  it('cannot be claimed on the topic of another project', () =>
    assert.partialDeepStrictEqual(decodedFrom(BANK, web, claiming), { reason: 'ForeignRepository' }));
});

describe('limits', () => {
  const OWN = { project: 'updater', topic: 'image-updater-replay' };
  const own = { ...settings, ownTopics: [OWN] };
  for (const [title, topic, value, expected] of [
    ['do not count where a topic of the updater says so', OWN, 'true', true],
    ['count on any other topic, whatever it says', SHOP, 'true', false],
    ["count on another project's topic of that name", { ...OWN, project: 'bank' }, 'true', false],
    ['count where the delivery names no topic', undefined, 'true', false],
    ['count where a topic of the updater says no', OWN, 'false', false],
    ['count where a topic of the updater says nothing', OWN, undefined, false],
  ] as const)
    it(title, () => {
      const attributes = value === undefined ? {} : { [IGNORE_LIMIT_ATTRIBUTE]: value };
      const from = topic === undefined ? { attributes } : { attributes, topic };
      const data = JSON.stringify(insert(`${WEB}:v1`));
      const read = decodePush({ ...delivery, ...from, data }, { ...own, repositories: [glob('**')] });
      assert.equal('push' in read && read.push.ignoreLimit === true, expected);
    });
});
