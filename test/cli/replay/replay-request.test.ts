import assert from 'node:assert/strict';
import { parseReplayRequest, type ReplayOptions } from '../../../lib/cli/replay/replay-request.ts';

const to = 'projects/own-1/topics/replay';
const letters = 'projects/own/subscriptions/letters';
const wrong: readonly (readonly [title: string, options: ReplayOptions])[] = [
  ['nothing', { to }],
  ['two things', { to, image: 'h.io/a:1', events: '-' }],
  ['no topic', { events: '-' }],
  ['a topic that is none', { events: '-', to: 'replay' }],
  ['an image without a tag', { image: 'h.io/a', to }],
  ['a digest without an image', { events: '-', digest: 'sha256:1', to }],
  ['discarding of a file', { events: '-', discardMalformed: true, to }],
  ['a time of a file', { events: '-', publishedAt: '2026-01-05T08:00:00Z', to }],
  ['a time that is none', { image: 'h.io/a:1', publishedAt: 'yesterday', to }],
  ['a time and now', { image: 'h.io/a:1', publishedAt: '2026-01-05T08:00:00Z', now: true, to }],
  ['dead letters without limits', { deadLetters: letters, ignoreLimit: true }],
  ['dead letters without digests', { deadLetters: letters, unpinned: true }],
  ['an image with a digest and without', { image: `h.io/a:1@sha256:${'1'.repeat(64)}`, unpinned: true, to }],
  [
    'an image with its digest apart and without',
    { image: 'h.io/a:1', digest: 'sha256:1', unpinned: true, to },
  ],
  ['no subscription', { deadLetters: true }],
];

describe('a request for a replay', () => {
  for (const [title, options] of wrong)
    it(`of ${title} is wrong use`, () => assert.ok('invalid' in parseReplayRequest(options)));

  it('of an image takes the time when it was pushed', () => {
    const request = parseReplayRequest({ image: 'h.io/a:1', publishedAt: '2026-01-05T08:00:00.123Z', to });
    assert.ok('value' in request && request.value.source === 'image');
    assert.equal(request.value.publishedAt, Date.UTC(2026, 0, 5, 8, 0, 0, 123));
  });

  for (const [title, request] of [
    ['without limits', { ignoreLimit: true }],
    ['without digests', { unpinned: true }],
  ] satisfies readonly (readonly [string, ReplayOptions])[])
    it(`${title} is wrong use on a foreign topic, if that is known`, () => {
      const own = { replay: { project: 'own-1', topic: 'replay' } };
      const asked = { image: 'h.io/a:1', ...request };
      assert.ok('value' in parseReplayRequest(asked, own));
      assert.ok('invalid' in parseReplayRequest({ ...asked, to: 'projects/shop/topics/gcr' }, own));
    });

  it('takes from the configuration what is not named', () => {
    const own = {
      replay: { project: 'own', topic: 'replay' },
      deadLetters: { project: 'own', subscription: 'letters' },
    };
    assert.deepEqual(parseReplayRequest({ events: 'f' }, own), {
      value: { source: 'events', file: 'f', to: own.replay },
    });
    assert.deepEqual(parseReplayRequest({ deadLetters: letters, to }), {
      value: {
        source: 'deadLetters',
        subscription: own.deadLetters,
        to: { project: 'own-1', topic: 'replay' },
      },
    });
    assert.deepEqual(parseReplayRequest({ deadLetters: true }, own), {
      value: { source: 'deadLetters', subscription: own.deadLetters },
    });
  });
});
