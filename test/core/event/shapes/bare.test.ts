import assert from 'node:assert/strict';
import { UpdaterError } from '../../../../lib/core/errors/updater-error.ts';
import { EVENT, readBelieved } from '../../../support/believed-deliveries.ts';
import { posted } from '../../../support/deliveries.ts';

describe('delivery', () => {
  it('bare: was published when it was received, and its id is made of that', () => {
    assert.deepEqual(readBelieved({ path: '/', headers: {}, body: Buffer.from(EVENT), receivedAt: 1234 }), {
      shape: 'bare',
      data: EVENT,
      attributes: {},
      id: 'received-1234',
      publishedAt: 1234,
    });
  });

  for (const [agent, came] of [
    ['CloudPubSub-Google', 'NoMetadata'],
    ['APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)', 'NoMetadata'],
    ['cloudpubsub-google\u{1b}[2J', 'NoMetadata'],
    ['curl/8.5.0', 'bare'],
    ['Google-Cloud-Tasks', 'bare'],
  ] as const)
    it(`bare: what ${JSON.stringify(agent)} sends is ${came}`, () => {
      const request = posted({}, { headers: { 'user-agent': agent } });
      if (came === 'bare') return assert.equal(readBelieved(request).shape, 'bare');
      return assert.throws(
        () => readBelieved(request),
        (thrown) => {
          assert.ok(thrown instanceof UpdaterError);
          assert.deepEqual([thrown.reason, thrown.transient], ['NoMetadata', true]);
          assert.doesNotMatch(thrown.message, /\p{Cc}/u);
          return true;
        },
      );
    });

  it('bare: text that is no JSON is left to the decoder', () => {
    assert.equal(readBelieved(posted(0, { body: Buffer.from('hello') })).data, 'hello');
  });
});
