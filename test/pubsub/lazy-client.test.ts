import assert from 'node:assert/strict';
import sinon from 'sinon';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { lazyClient } from '../../lib/pubsub/lazy-client.ts';
import { publishOperation } from '../../lib/pubsub/pubsub-error.ts';
import { openPublisher } from '../../lib/pubsub/publisher.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const ASKED = publishOperation({ project: 'p', topic: 't' });
const { signal } = new AbortController();
const EMULATOR = { PUBSUB_EMULATOR_HOST: '[::1]:8085' };

/** An error as the library gives it. */
function grpcError(code: number): Error {
  return Object.assign(new Error('no'), { code, details: 'no' });
}

describe('the client', () => {
  it('is one, however often it is wanted', async () => {
    const client = lazyClient(EMULATOR);
    const [a, b] = await Promise.all([client.acquire(ASKED, signal), client.acquire(ASKED, signal)]);
    assert.equal(a.pubsub, b.pubsub);
    await client.close();
  });

  it('uses the address of the environment, also an IPv6 address, and sends no credentials to an emulator', async () => {
    const client = lazyClient(EMULATOR);
    const { pubsub, credentials } = await client.acquire(ASKED, signal);
    const { servicePath, port } = pubsub.options;
    assert.deepEqual([servicePath, port, pubsub.isEmulator, credentials], ['[::1]', 8085, true, undefined]);
    await client.close();
  });

  it('has credentials, or is NoGoogleCredentials before anything is sent', () =>
    withEnvironment({ METADATA_SERVER_DETECTION: 'none' }, async (environment) => {
      const client = lazyClient(environment);
      await rejectsWith('NoGoogleCredentials', client.acquire(ASKED, signal));
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
      await rejectsWith('NoGoogleCredentials', client.acquire(ASKED, signal));
      await client.close();
    });
  });

  it('has a new channel after a call that nobody answered in time', async () => {
    const client = lazyClient(EMULATOR);
    const before = await client.acquire(ASKED, signal);
    await before.faultOf(grpcError(4), signal);
    const after = await client.acquire(ASKED, signal);
    assert.notEqual(after.pubsub, before.pubsub);
    await client.close();
  });

  describe('whose call is given up by its caller', () => {
    type Acquired = Awaited<ReturnType<ReturnType<typeof lazyClient>['acquire']>>;

    /** Whether it keeps its channel where that comes so much later, and another call ended meanwhile as `other` says. */
    async function keepsChannel(ms: number, other?: (call: Acquired) => unknown): Promise<boolean> {
      const clock = sinon.useFakeTimers({ toFake: ['Date'] });
      const client = lazyClient(EMULATOR);
      try {
        const before = await client.acquire(ASKED, signal);
        const another = await client.acquire(ASKED, signal);
        clock.tick(ms / 2);
        await other?.(another);
        clock.tick(ms / 2);
        const fault = await before.faultOf(grpcError(1), AbortSignal.abort());
        assert.equal(fault.reason, 'OutOfTime');
        return (await client.acquire(ASKED, signal)).pubsub === before.pubsub;
      } finally {
        clock.restore();
        await client.close();
      }
    }

    it('keeps its channel: it had no time to answer', async () =>
      assert.deepEqual([await keepsChannel(0), await keepsChannel(4_900)], [true, true]));

    it('has a new channel where nothing was answered on it for five seconds', async () =>
      assert.equal(await keepsChannel(5_000), false));

    it('keeps its channel where another call was answered less than five seconds before, whatever it says', async () => {
      assert.equal(await keepsChannel(8_000, ({ release }) => release()), true);
      assert.equal(await keepsChannel(8_000, ({ faultOf }) => faultOf(grpcError(5), signal)), true);
    });

    it('has a new channel where another call found no connection, or was given up too', async () => {
      const lost = async ({ faultOf, release }: Acquired) => {
        await faultOf(grpcError(14), signal);
        release();
      };
      assert.equal(await keepsChannel(8_000, lost), false);
      const givenUp = async ({ faultOf, release }: Acquired) => {
        await faultOf(grpcError(1), AbortSignal.abort());
        release();
      };
      assert.equal(await keepsChannel(8_000, givenUp), false);
    });

    it('has a new channel where another message was not even sent', async () => {
      const refused = async ({ faultOf, release }: Acquired) => {
        await faultOf(new UpdaterError('NotPublishable', 'x'), signal);
        release();
      };
      assert.equal(await keepsChannel(8_000, refused), false);
    });
  });

  it('keeps its channel after an answer, whatever it says', async () => {
    const client = lazyClient(EMULATOR);
    const before = await client.acquire(ASKED, signal);
    for (const code of [3, 5, 7, 8, 13, 14]) await before.faultOf(grpcError(code), signal);
    const after = await client.acquire(ASKED, signal);
    assert.equal(after.pubsub, before.pubsub);
    await client.close();
  });

  it('keeps a new channel where a call on the old one ends late too', async () => {
    const client = lazyClient(EMULATOR);
    const [one, other] = [await client.acquire(ASKED, signal), await client.acquire(ASKED, signal)];
    await one.faultOf(grpcError(4), signal);
    const after = await client.acquire(ASKED, signal);
    await other.faultOf(grpcError(4), signal);
    assert.equal((await client.acquire(ASKED, signal)).pubsub, after.pubsub);
    await client.close();
  });

  it('closes an old channel once nobody uses it any more, and not before', async () => {
    const client = lazyClient(EMULATOR);
    const [one, other] = [await client.acquire(ASKED, signal), await client.acquire(ASKED, signal)];
    await one.faultOf(grpcError(4), signal);
    one.release();
    assert.equal(one.pubsub.isOpen, true);
    other.release();
    assert.equal(one.pubsub.isOpen, false);
    const after = await client.acquire(ASKED, signal);
    after.release();
    assert.equal(after.pubsub.isOpen, true);
    await client.close();
    assert.equal(after.pubsub.isOpen, false);
  });

  it('closes all channels, also those that are used', async () => {
    const client = lazyClient(EMULATOR);
    const before = await client.acquire(ASKED, signal);
    await before.faultOf(grpcError(4), signal);
    const after = await client.acquire(ASKED, signal);
    await client.close();
    assert.deepEqual([before.pubsub.isOpen, after.pubsub.isOpen], [false, false]);
  });

  it('is closed without having been opened', () => lazyClient({}).close());
});
