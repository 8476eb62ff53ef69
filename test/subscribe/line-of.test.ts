import assert from 'node:assert/strict';
import { lineOf } from '../../lib/subscribe/line-of.ts';
import { digest, REPOSITORY, settings } from '../core/given.ts';
import { eventData, message } from './given.ts';

describe('the line of a message', () => {
  const gcr = eventData('gcr.io/shop/web');
  for (const [title, changes, expected] of [
    ['is the repository of its push', {}, REPOSITORY],
    ['is the same for another tag of it', { data: eventData(REPOSITORY, 'v2', digest(2)) }, REPOSITORY],
    ['is the same for both spellings', { data: gcr }, 'us-docker.pkg.dev/shop/gcr.io/web'],
    [
      'is its own where it is none of our business',
      { data: Buffer.from('{"action":"DELETE"}') },
      'message m1',
    ],
    ['is its own where it is of a foreign project', { data: eventData('gcr.io/other/web') }, 'message m1'],
    ['is its own where it cannot be understood', { data: Buffer.from('garbage') }, 'message m1'],
    ['is its own where it is no text', { data: new Uint8Array([0xff]) }, 'message m1'],
    ['is its own where its time cannot be read', { publishTime: 'soon' }, 'message m1'],
  ] as const)
    it(title, () => assert.equal(lineOf(message(changes), settings()), expected));
});
