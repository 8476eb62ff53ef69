import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { parseSubscription, parseTopic } from '../../lib/config/pubsub-schema.ts';
import { config, MINIMAL } from '../support/config-builders.ts';

describe('a topic on the command line', () => {
  for (const [text, value] of [
    ['projects/p/topics/own', { project: 'p', topic: 'own' }],
    ['projects/example.com:p/topics/a%2Fb', { project: 'example.com:p', topic: 'a%2Fb' }],
    ['projects/p/topics/gcr', { project: 'p', topic: 'gcr' }],
  ] as const)
    it(`is ${text}`, () => assert.deepEqual(parseTopic(text), { value }));

  for (const text of [
    'gcr',
    'projects/p/subscriptions/own',
    'projects/p/topics/own\n',
    ' projects/p/topics/own',
    '',
  ])
    it(`is not ${JSON.stringify(text)}`, () => assert.ok('invalid' in parseTopic(text)));
});

describe('a name that is none', () => {
  for (const [text, part] of [
    ['image-updater-replay', '`projects/PROJECT/topics/image-updater-replay`'],
    ['projects/p/subscriptions/own', '`projects/PROJECT/topics/TOPIC`'],
    ['projects/123/topics/own', 'id of the project'],
    ['projects/my-project/topics/ab', '3 to 255'],
    ['projects/my-project/topics/google', '`goog`'],
  ] as const)
    it(`says of ${text} what is wrong with it`, () => {
      const parsed = parseTopic(text);
      assert.ok('invalid' in parsed && parsed.invalid.includes(part), JSON.stringify(parsed));
      const configured = parseConfig(`${MINIMAL}replay: ${text}\n`);
      assert.ok('complaints' in configured);
      assert.ok(configured.complaints[0]?.expected.includes(part));
    });

  it('says of the topic of a registry that it is none of the updater', () => {
    const parsed = parseConfig(`${MINIMAL}fanOut: projects/p/topics/gcr\n`);
    assert.ok('complaints' in parsed);
    assert.ok(parsed.complaints[0]?.expected.includes('`gcr`'));
  });

  it('is a subscription by its short name too', () => {
    const parsed = parseSubscription('own-one');
    assert.ok('invalid' in parsed && parsed.invalid.includes('`projects/PROJECT/subscriptions/own-one`'));
  });
});

describe('a subscription', () => {
  it('is its full name', () =>
    assert.deepEqual(parseSubscription('projects/p/subscriptions/own'), {
      value: { project: 'p', subscription: 'own' },
    }));

  for (const text of ['own', 'projects/p/topics/own', 'projects/p/subscriptions/own/x', ''])
    it(`is not ${JSON.stringify(text)}`, () => assert.ok('invalid' in parseSubscription(text)));
});

describe('topics of our own', () => {
  const [shares, replay, results, reconcile] = ['shares', 'replay', 'results', 'reconcile'].map((topic) => ({
    project: 'p',
    topic,
  }));

  it('are those of shares, of replays and of reconcile: on them an event may name the topic that it came by', () => {
    const yaml =
      'fanOut: projects/p/topics/shares\nreplay: projects/p/topics/replay\nresults: projects/p/topics/results\nreconcile: projects/p/topics/reconcile\n';
    const { settings, pubsub } = config(MINIMAL + yaml);
    assert.deepEqual(settings.ownTopics, [shares, replay, reconcile]);
    assert.deepEqual([settings.replayTopic, settings.reconcileTopic], [replay, reconcile]);
    assert.deepEqual(pubsub, { fanOut: shares, replay, results, reconcile, subscriptions: [] });
  });

  it('are none where there is no fan-out', () => {
    const { settings, pubsub } = config(`${MINIMAL}fanOut: false\nresults: projects/p/topics/results\n`);
    assert.deepEqual([settings.ownTopics, 'fanOut' in pubsub], [[], false]);
  });

  it('that are one and the same are told which the other is', () => {
    const parsed = parseConfig(`${MINIMAL}fanOut: projects/p/topics/own\nresults: projects/p/topics/own\n`);
    assert.ok('complaints' in parsed);
    assert.deepEqual(
      parsed.complaints.map(({ path, received }) => [path, received]),
      [['results', '"projects/p/topics/own"']],
    );
    assert.match(parsed.complaints[0]?.expected ?? '', /fanOut/);
  });
});
