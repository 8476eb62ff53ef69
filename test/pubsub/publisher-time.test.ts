import assert from 'node:assert/strict';
import { status as STATUS } from '@grpc/grpc-js';
import { setTimeout } from 'node:timers/promises';
import { openPublisher } from '../../lib/pubsub/publisher.ts';
import { freePort } from '../support/free-ports.ts';
import { Refusal, withPubSub } from '../support/pubsub-server.ts';
import { until } from '../support/until.ts';
import { TOPIC, signal, messages, reasons, publishing, closing } from './publishing.ts';

describe('publishing', () => {
  it('waits for a server that is away', async () => {
    const port = await freePort();
    await closing(openPublisher({ PUBSUB_EMULATOR_HOST: `127.0.0.1:${port}` }), async ({ publish }) => {
      const published = publish(TOPIC, messages(3), signal);
      await setTimeout(500);
      await withPubSub(
        async () => assert.deepEqual(reasons(await published), ['id-1', 'id-2', 'id-3']),
        port,
      );
    });
  });

  it('is OutOfTime as soon as the signal aborts, and nothing is sent after that', () =>
    publishing(async ({ publish }, server) => {
      const abort = new AbortController();
      server.publish = () => {
        throw new Refusal(STATUS.UNAVAILABLE, 'in passing');
      };
      const published = publish(TOPIC, messages(2), abort.signal);
      await until(() => server.publishes.length > 1);
      abort.abort();
      assert.deepEqual(reasons(await published), ['OutOfTime', 'OutOfTime']);
      const sent = server.publishes.length;
      server.publish = () => ['later'];
      assert.deepEqual(reasons(await publish(TOPIC, messages(1), signal)), ['later']);
      assert.equal(server.publishes.length, sent + 1);
    }));

  it('is OutOfTime while the server thinks', () =>
    publishing(async ({ publish }, server) => {
      const abort = new AbortController();
      const never = Promise.withResolvers<string[]>();
      server.publish = () => never.promise;
      const published = publish(TOPIC, messages(1), abort.signal);
      await until(() => server.publishes.length > 0);
      abort.abort();
      assert.deepEqual(reasons(await published), ['OutOfTime']);
      never.resolve([]);
    }));

  it('is OutOfTime, and sends nothing, where the signal has aborted before', () =>
    publishing(async ({ publish }, server) => {
      assert.deepEqual(reasons(await publish(TOPIC, messages(1), AbortSignal.abort())), ['OutOfTime']);
      assert.equal(server.publishes.length, 0);
    }));

  it('is waited for by `close`', () =>
    withPubSub(async (server) => {
      const publisher = openPublisher(server.environment);
      const published = publisher.publish(TOPIC, messages(2), signal);
      await publisher.close();
      assert.equal(server.publishes.length, 1);
      assert.deepEqual(reasons(await published), ['id-1', 'id-2']);
    }));
});
