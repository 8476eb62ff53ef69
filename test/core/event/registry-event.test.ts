import assert from 'node:assert/strict';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { registryEvent } from '../../../lib/core/event/registry-event.ts';
import { digest, push, settings } from '../../support/builders.ts';

describe('a registry event that is made', () => {
  for (const pushed of [push(), push({ tag: 'v2', digest: digest(2) })])
    it(`reads as the same push of ${pushed.tag}`, () => {
      const { repository, tag, id, publishedAt } = pushed;
      const data = registryEvent(repository, tag, pushed.digest);
      const decoded = decodePush({ shape: 'push', attributes: {}, id, publishedAt, data }, settings());
      assert.ok('push' in decoded);
      assert.deepEqual(
        [decoded.push.repository, decoded.push.tag, decoded.push.digest],
        [repository, tag, pushed.digest],
      );
    });
});
