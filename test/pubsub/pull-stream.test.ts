import assert from 'node:assert/strict';
import { status as STATUS } from '@grpc/grpc-js';
import { received, Refusal } from '../support/pubsub-server.ts';
import { ids, leases, TOPIC, whilePulling } from './pulling.ts';
import { until } from '../support/until.ts';

describe('pulling', () => {
  it('opens one stream that leases no more than it may', () =>
    whilePulling(async ({ server }) => {
      await until(() => server.streams[0]?.requests.length === 1);
      const [request] = server.streams[0]?.requests ?? [];
      assert.equal(request?.subscription, 'projects/p/subscriptions/updater');
      assert.equal(Number(request?.maxOutstandingMessages), 3);
      assert.equal(server.streams.length, 1);
    }, 3));

  it('hands messages over as they came, with their time and attempt', () =>
    whilePulling(async ({ server, taken }) => {
      const data = Uint8Array.from([0, 255, 128]);
      const message = received('a', { data, attributes: { k: 'v' } });
      server.streams[0]?.send({ ...message, deliveryAttempt: 4 }, received('b'));
      await until(() => taken.length === 2);
      assert.deepEqual(taken[0]?.message, {
        data: Buffer.from(data),
        attributes: { k: 'v' },
        id: 'm-a',
        publishTime: '2026-01-01T00:00:00.123456789Z',
        attempt: 4,
        subscription: 'projects/p/subscriptions/updater',
        topic: TOPIC,
      });
      assert.equal(taken[1]?.message.attempt, 0);
    }));

  it('sends acks and nacks, and of two answers only the first', () =>
    whilePulling(async ({ server, taken }) => {
      server.streams[0]?.send(received('a'), received('b'));
      await until(() => taken.length === 2);
      taken[0]?.ack();
      taken[0]?.nack();
      taken[1]?.nack();
      taken[1]?.ack();
      await until(() => server.acked.length > 0 && server.deadlines.some(({ seconds }) => seconds === 0));
      assert.deepEqual(server.acked, ['a']);
      assert.deepEqual(
        server.deadlines.filter(({ seconds }) => seconds === 0),
        [{ ackId: 'b', seconds: 0 }],
      );
    }));

  it('hands over no more at once than it may, whatever comes', () =>
    whilePulling(async ({ server, taken }) => {
      server.streams[0]?.send(...['a', 'b', 'c', 'd'].map((id) => received(id)));
      await until(() => leases(server) === 4);
      assert.deepEqual(ids(taken), ['m-a', 'm-b']);
      taken[1]?.ack();
      assert.deepEqual(ids(taken), ['m-a', 'm-b', 'm-c']);
      await until(() => server.acked.length === 1);
    }, 2));

  it('extends the lease of what is worked on', () =>
    whilePulling(async ({ server, taken }) => {
      server.streams[0]?.send(received('a'));
      await until(() => taken.length === 1);
      await until(() => server.deadlines.length > 1);
      assert.ok(server.deadlines.every(({ ackId, seconds }) => ackId === 'a' && seconds >= 10));
    })).timeout(30_000);

  it('opens the stream again after an error that passes', () =>
    whilePulling(async ({ server, taken, ends }) => {
      server.streams[0]?.fail(new Refusal(STATUS.UNAVAILABLE, 'The service was unable'));
      await until(() => server.streams.length === 2);
      server.streams[1]?.send(received('a'));
      await until(() => taken.length === 1);
      assert.deepEqual(ends, []);
    }));

  const ends = [
    [STATUS.NOT_FOUND, 'NoSubscription'],
    [STATUS.PERMISSION_DENIED, 'ForbiddenToPull'],
    [STATUS.UNAUTHENTICATED, 'CredentialsRefused'],
    [STATUS.FAILED_PRECONDITION, 'UnexpectedAnswer'],
    [STATUS.UNKNOWN, 'ServerError'],
  ] as const;
  for (const [code, reason] of ends) {
    it(`ends once, with ${reason}, after ${STATUS[code]}; what is in hand can be acked`, () =>
      whilePulling(async ({ server, taken, ends: ended, pulling }) => {
        server.streams[0]?.send(received('a'));
        await until(() => taken.length === 1);
        server.streams[0]?.fail(new Refusal(code, 'for good'));
        await until(() => ended.length === 1);
        taken[0]?.ack();
        await pulling.stop();
        assert.deepEqual(server.acked, ['a']);
        assert.deepEqual(
          ended.map(({ reason: each }) => each),
          [reason],
        );
      }));
  }

  it('stops when all is answered, and the answers are sent', () =>
    whilePulling(async ({ server, taken, pulling, ends: ended }) => {
      server.streams[0]?.send(...['a', 'b', 'c'].map((id) => received(id)));
      await until(() => taken.length === 2 && leases(server) === 3);
      let stopped = false;
      const stopping = pulling.stop().then(() => (stopped = true));
      // What waited for its turn is given back at once.
      await until(() => server.deadlines.some(({ ackId, seconds }) => ackId === 'c' && seconds === 0));
      taken[0]?.ack();
      await until(() => server.acked.length === 1);
      assert.equal(stopped, false);
      taken[1]?.ack();
      await stopping;
      assert.deepEqual(server.acked, ['a', 'b']);
      assert.deepEqual([ids(taken), ended], [['m-a', 'm-b'], []]);
      assert.deepEqual(await pulling.stop(), undefined);
    }, 2));
});
