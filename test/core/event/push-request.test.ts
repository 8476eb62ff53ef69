import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { requestAttributes, requestedIn, withoutRequests } from '../../../lib/core/event/push-request.ts';

const OWN = { project: 'p', topic: 'replay' };
const settings = { ownTopics: [OWN] };
const ASKING = { 'image-updater-ignore-limit': 'true', 'image-updater-unpinned': 'true', other: 'x' };

describe('what a message asks for', () => {
  for (const [what, topic, attributes, expected] of [
    ['counts on a topic of the updater', OWN, ASKING, { ignoreLimit: true, unpinned: true }],
    ['is nothing on the topic of a registry', { project: 'p', topic: 'gcr' }, ASKING, {}],
    ['is nothing on no topic', undefined, ASKING, {}],
    ['is nothing where it does not say true', OWN, { 'image-updater-unpinned': '1' }, {}],
    ['is nothing where it says nothing', OWN, {}, {}],
  ] as const)
    it(what, () =>
      assert.deepEqual(requestedIn({ attributes, ...(topic && { topic }) }, settings), expected),
    );

  it('is the same after it was written and read, and can be taken away', () =>
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (ignoreLimit, unpinned) => {
        const request = { ...(ignoreLimit && { ignoreLimit }), ...(unpinned && { unpinned }) };
        const attributes = { other: 'x', ...requestAttributes(request) };
        assert.deepEqual(requestedIn({ topic: OWN, attributes }, settings), request);
        assert.deepEqual(withoutRequests(attributes), { other: 'x' });
      }),
    ));
});
