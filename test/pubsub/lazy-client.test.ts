import assert from 'node:assert/strict';
import { lazyClient } from '../../lib/pubsub/lazy-client.ts';
import { publishOperation } from '../../lib/pubsub/pubsub-error.ts';
import { openPublisher } from '../../lib/pubsub/publisher.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const ASKED = publishOperation({ project: 'p', topic: 't' });
const { signal } = new AbortController();

describe('the client', () => {
  it('is one, however often it is wanted', async () => {
    const client = lazyClient({ PUBSUB_EMULATOR_HOST: '[::1]:8085' });
    const [a, b] = await Promise.all([client.ready(ASKED, signal), client.ready(ASKED, signal)]);
    assert.equal(a.pubsub, b.pubsub);
    await client.close();
  });

  it('goes where our environment says, also to an IPv6 address, and says nothing of us to an emulator', async () => {
    const client = lazyClient({ PUBSUB_EMULATOR_HOST: '[::1]:8085' });
    const { pubsub, credentials } = await client.ready(ASKED, signal);
    const { servicePath, port } = pubsub.options;
    assert.deepEqual([servicePath, port, pubsub.isEmulator, credentials], ['[::1]', 8085, true, undefined]);
    await client.close();
  });

  it('has credentials, or is NoGoogleCredentials before anything is sent', () =>
    withEnvironment({ METADATA_SERVER_DETECTION: 'none' }, async (environment) => {
      const client = lazyClient(environment);
      await rejectsWith('NoGoogleCredentials', client.ready(ASKED, signal));
      await client.close();
      const publisher = openPublisher(environment);
      const message = { data: Buffer.from('x'), attributes: {} };
      const [published] = await publisher.publish({ project: 'p', topic: 't' }, [message], signal);
      assert.ok(published !== undefined && 'fault' in published);
      assert.equal(published.fault.reason, 'NoGoogleCredentials');
      await publisher.close();
    }));

  it('does not go to an emulator that only the environment of the process names', async () => {
    await withEnvironment({ METADATA_SERVER_DETECTION: 'none' }, async (environment) => {
      process.env['PUBSUB_EMULATOR_HOST'] = '127.0.0.1:1';
      const client = lazyClient(environment);
      await rejectsWith('NoGoogleCredentials', client.ready(ASKED, signal));
      await client.close();
    });
  });

  it('is closed without having been opened', () => lazyClient({}).close());
});
