import assert from 'node:assert/strict';
import { openPuller } from '../../lib/pubsub/puller.ts';
import { received } from '../support/pubsub-server.ts';
import { leases, whilePulling } from './pulling.ts';
import { until } from '../support/until.ts';

describe('a puller', () => {
  it('gives back what is not answered when the puller is closed', () =>
    whilePulling(async ({ server, taken, puller }) => {
      server.streams[0]?.send(received('a'));
      await until(() => taken.length === 1 && leases(server) === 1);
      await puller.close();
      assert.ok(server.deadlines.some(({ seconds }) => seconds === 0));
      taken[0]?.ack();
      assert.deepEqual(server.acked, []);
    }));

  it('can be closed before anything was pulled', async () => {
    await assert.doesNotReject(openPuller({ PUBSUB_EMULATOR_HOST: 'nowhere' }).close());
  });
});
