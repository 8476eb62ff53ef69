import assert from 'node:assert/strict';
import { requeue } from '../../lib/http/requeue.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import { glob, push } from '../support/builders.ts';
import { CALLER } from './api-builders.ts';

const topic = { project: 'p', topic: 'replay' };
const taken: Publish = (_topic, all) => Promise.resolve(all.map(() => ({ id: '1' })));
const lost: Publish = (_topic, all) =>
  Promise.resolve(all.map(() => ({ fault: new UpdaterError('NoTopic', 'd') })));
const nothing: Publish = () => Promise.resolve([]);
const signal = AbortSignal.timeout(60_000);

describe('what may work later', () => {
  for (const [what, publish, caller, queued] of [
    ['is queued', taken, CALLER, true],
    ['is not queued where the topic does not take it', lost, CALLER, false],
    ['is not queued where nothing is known of it', nothing, CALLER, false],
    [
      'is not queued for a key of some clusters, for the event would reach all',
      taken,
      { ...CALLER, clusters: [glob('*')] },
      false,
    ],
    ['is queued for a key of some repositories', taken, { ...CALLER, repositories: [glob('**')] }, true],
  ] as const)
    it(what, async () => assert.equal(await requeue(push(), caller, { topic, publish }, signal), queued));

  it('is queued with what the caller asked for', async () => {
    const messages: OutgoingMessage[] = [];
    const publish: Publish = (_topic, all) => (messages.push(...all), taken(topic, all, signal));
    await requeue(push({ unpinned: true }), CALLER, { topic, publish }, signal);
    assert.deepEqual(
      messages.map(({ attributes }) => attributes['image-updater-unpinned']),
      ['true'],
    );
  });

  it('is not queued without a topic', async () =>
    assert.equal(await requeue(push(), CALLER, undefined, signal), false));
});
