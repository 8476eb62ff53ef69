import assert from 'node:assert/strict';
import { decodePush } from '../../../../lib/core/event/decode-push.ts';
import { readApiCall } from '../../../../lib/core/event/shapes/api.ts';
import { digest, REPOSITORY, settings } from '../../../support/builders.ts';

const call = { caller: 'ci', id: 'id-1', receivedAt: 1000 };

describe('a call of the HTTP API', () => {
  for (const [title, pushed] of [
    ['of a tag', { repository: REPOSITORY, tag: 'v1' }],
    ['of a tag and its digest', { repository: REPOSITORY, tag: 'v1', digest: digest(1) }],
    ['of a host that is one by its capitals alone', { repository: 'foo/x', tag: 'v1' }],
    ['that takes the digest away', { repository: REPOSITORY, tag: 'v1', unpinned: true }],
  ] as const)
    it(`${title} is decoded to the push that it asks for`, () =>
      assert.deepEqual(decodePush(readApiCall({ ...call, pushed }), settings()), {
        push: { ...pushed, publishedAt: 1000, id: 'id-1', caller: 'ci' },
      }));

  it('has no topic, whatever the configuration names', () =>
    assert.ok(!('topic' in readApiCall({ ...call, pushed: { repository: REPOSITORY, tag: 'v1' } }))));
});
