import assert from 'node:assert/strict';
import { formatDeletedDigest, readDeletedDigest } from '../../../lib/core/event/deleted-digest.ts';
import { digest } from '../../support/builders.ts';
import { settings, WEB } from './decoding.ts';

const DELETED = { repository: WEB, digest: digest(1) };
const TEXT = `${WEB}@${digest(1)}`;

function read(event: Readonly<Record<string, unknown>>) {
  return readDeletedDigest(event, settings.aliases);
}

describe('readDeletedDigest', () => {
  it('is the digest of a DELETE without a tag', () =>
    assert.deepEqual(read({ action: 'DELETE', digest: TEXT }), DELETED));
  it('is of the canonical repository', () =>
    assert.deepEqual(read({ action: 'DELETE', digest: `mirror.io/shop/web@${digest(1)}` }), DELETED));

  const none: readonly (readonly [title: string, event: Readonly<Record<string, unknown>>])[] = [
    ['an INSERT', { action: 'INSERT', digest: TEXT }],
    ['an action of tomorrow', { action: 'RENAME', digest: TEXT }],
    ['the DELETE of a tag', { action: 'DELETE', tag: `${WEB}:v1` }],
    ['the DELETE of a tag, with its digest', { action: 'DELETE', tag: `${WEB}:v1`, digest: TEXT }],
    ['a DELETE of nothing', { action: 'DELETE' }],
    ['a DELETE of garbage', { action: 'DELETE', digest: '?' }],
    ['a DELETE of what is no text', { action: 'DELETE', digest: [TEXT] }],
    ['a DELETE without a digest in `digest`', { action: 'DELETE', digest: `${WEB}:v1` }],
    ['a DELETE with a tag in `digest`', { action: 'DELETE', digest: `${WEB}:v1@${digest(1)}` }],
  ];
  for (const [title, event] of none) it(`is nothing of ${title}`, () => assert.equal(read(event), undefined));
});

describe('formatDeletedDigest', () => {
  it('is what the registry writes', () => assert.equal(formatDeletedDigest(DELETED), TEXT));
});
