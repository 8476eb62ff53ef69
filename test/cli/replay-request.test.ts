import assert from 'node:assert/strict';
import { requestIn, type ReplayOptions } from '../../lib/cli/replay-request.ts';

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
  ['no subscription', { deadLetters: true }],
];

describe('a request for a replay', () => {
  for (const [title, options] of wrong)
    it(`of ${title} is wrong use`, () => assert.ok('invalid' in requestIn(options)));

  it('takes from the configuration what is not named', () => {
    const own = {
      replay: { project: 'own', topic: 'replay' },
      deadLetters: { project: 'own', subscription: 'letters' },
    };
    assert.deepEqual(requestIn({ events: 'f' }, own), {
      value: { source: 'events', file: 'f', to: own.replay },
    });
    assert.deepEqual(requestIn({ deadLetters: letters, to }), {
      value: {
        source: 'deadLetters',
        subscription: own.deadLetters,
        to: { project: 'own-1', topic: 'replay' },
      },
    });
    assert.deepEqual(requestIn({ deadLetters: true }, own), {
      value: { source: 'deadLetters', subscription: own.deadLetters },
    });
  });
});
