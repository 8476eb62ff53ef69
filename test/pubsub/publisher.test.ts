import assert from 'node:assert/strict';
import { status as STATUS } from '@grpc/grpc-js';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { openPublisher } from '../../lib/pubsub/publisher.ts';
import { Refusal, type PublishRequest } from '../support/pubsub-server.ts';
import { TOPIC, signal, message, messages, reasons, publishing } from './publishing.ts';

function textsOf({ messages: sent }: PublishRequest): string[] {
  return (sent ?? []).map(({ data }) => Buffer.from(data ?? '').toString());
}

describe('publishing', () => {
  it('sends all messages of a call at once, in one request, and gives their ids in their order', () =>
    publishing(async ({ publish }, server) => {
      server.publish = (request) => textsOf(request).map((text) => `id of ${text}`);
      const published = await publish(TOPIC, messages(500), signal);
      assert.deepEqual(
        published,
        messages(500).map((_, index) => ({ id: `id of m${index}` })),
      );
      assert.equal(server.publishes.length, 1);
      assert.equal(server.publishes[0]?.topic, 'projects/example.com:p/topics/gcr');
    }));

  it('sends no more than 1,000 messages and 8 MB in a request, and ids stay in order', () =>
    publishing(async ({ publish }, server) => {
      server.publish = (request) => textsOf(request).map((text) => text.slice(0, 8));
      const many = messages(2_500);
      const large = ['a', 'b', 'c'].map((text) => message(text.repeat(5_000_000)));
      const published = await publish(TOPIC, [...many, ...large], signal);
      assert.deepEqual(
        reasons(published).slice(0, 2_500),
        many.map(({ data }) => String(data)),
      );
      assert.deepEqual(reasons(published).slice(2_500), ['aaaaaaaa', 'bbbbbbbb', 'cccccccc']);
      assert.ok(server.publishes.every(({ messages: sent }) => (sent ?? []).length <= 1_000));
    }));

  it('changes no byte and no attribute', () =>
    publishing(async ({ publish }, server) => {
      const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const attributes = { 'image-updater-push-id': 'a b', ключ: '{{projectId}} $& \u0000', empty: '' };
      await publish(
        TOPIC,
        [
          { data: data.subarray(1), attributes },
          { data: new Uint8Array(), attributes },
        ],
        signal,
      );
      const [first, second] = server.publishes[0]?.messages ?? [];
      assert.deepEqual([...Buffer.from(first?.data ?? '')], [...data.subarray(1)]);
      assert.deepEqual([{ ...first?.attributes }, { ...second?.attributes }], [attributes, attributes]);
      assert.equal(second?.data?.length, 0);
    }));

  it('sends nothing where there is nothing', () =>
    publishing(async ({ publish }, server) => {
      assert.deepEqual(await publish(TOPIC, [], signal), []);
      assert.equal(server.publishes.length, 0);
    }));

  it('refuses what Pub/Sub would not take, and sends the rest', () =>
    publishing(async ({ publish }, server) => {
      const large = message('x'.repeat(10_000_000));
      const published = await publish(TOPIC, [message('a'), large, message(''), message('b')], signal);
      assert.deepEqual(reasons(published), ['id-1', 'NotPublishable', 'NotPublishable', 'id-2']);
      assert.deepEqual(server.publishes.flatMap(textsOf), ['a', 'b']);
    }));

  const passing = ['CANCELLED', 'UNKNOWN', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'ABORTED'] as const;
  for (const name of [...passing, 'INTERNAL', 'UNAVAILABLE'] as const) {
    it(`is repeated after ${name}`, () =>
      publishing(async ({ publish }, server) => {
        server.publish = () => {
          if (server.publishes.length < 3) throw new Refusal(STATUS[name], 'in passing');
          return ['at last'];
        };
        assert.deepEqual(await publish(TOPIC, messages(1), signal), [{ id: 'at last' }]);
        assert.equal(server.publishes.length, 3);
      }));
  }

  const lasting = {
    INVALID_ARGUMENT: 'NotPublishable',
    NOT_FOUND: 'NoTopic',
    ALREADY_EXISTS: 'UnexpectedAnswer',
    PERMISSION_DENIED: 'ForbiddenToPublish',
    FAILED_PRECONDITION: 'UnexpectedAnswer',
    OUT_OF_RANGE: 'UnexpectedAnswer',
    UNIMPLEMENTED: 'UnexpectedAnswer',
    DATA_LOSS: 'ServerError',
    UNAUTHENTICATED: 'CredentialsRefused',
  } as const;
  for (const [name, reason] of Object.entries(lasting)) {
    it(`of each message is ${reason} at once after ${name}`, () =>
      publishing(async ({ publish }, server) => {
        server.publish = () => {
          const code = Object.entries(STATUS).find(([key]) => key === name)?.[1];
          throw new Refusal(typeof code === 'number' ? code : STATUS.OK, 'what the server says');
        };
        const published = await publish(TOPIC, messages(2), signal);
        assert.deepEqual(reasons(published), [reason, reason]);
        assert.equal(server.publishes.length, 1);
        assert.ok(
          published.every((each) => 'fault' in each && each.fault.message.includes('what the server says')),
        );
      }));
  }

  const exhausted = {
    UNKNOWN: 'ServerError',
    DEADLINE_EXCEEDED: 'Timeout',
    RESOURCE_EXHAUSTED: 'Throttled',
    ABORTED: 'ServerError',
    INTERNAL: 'ServerError',
    UNAVAILABLE: 'Unreachable',
  } as const;
  for (const [name, reason] of Object.entries(exhausted)) {
    it(`is ${reason} where ${name} does not pass`, () =>
      publishing(
        async ({ publish }, server) => {
          server.publish = () => {
            const code = Object.entries(STATUS).find(([key]) => key === name)?.[1];
            throw new Refusal(typeof code === 'number' ? code : STATUS.OK, 'again: and again');
          };
          const [published] = await publish(TOPIC, messages(1), signal);
          assert.ok(published !== undefined && 'fault' in published);
          assert.equal(published.fault.reason, reason);
          assert.match(
            published.fault.message,
            new RegExp(`: ${name}: (?:again: and again$|Deadline exceeded)`),
          );
          assert.ok(server.publishes.length > 1);
        },
        { callMs: 300, waitMs: 20 },
      ));
  }

  it('is ApiDisabled in the project where the request is counted', () =>
    publishing(async ({ publish }, server) => {
      const info = { reason: 'SERVICE_DISABLED', service: 'pubsub.googleapis.com', consumer: 'projects/123' };
      server.publish = () => {
        throw new Refusal(STATUS.PERMISSION_DENIED, 'The API is disabled', info);
      };
      const [published] = await publish(TOPIC, messages(1), signal);
      assert.ok(published !== undefined && 'fault' in published);
      assert.equal(published.fault.reason, 'ApiDisabled');
      assert.equal(published.fault.terms?.PROJECT, '123');
    }));

  it('is UnexpectedAnswer for a message without an id', () =>
    publishing(async ({ publish }, server) => {
      server.publish = () => ['one'];
      assert.deepEqual(reasons(await publish(TOPIC, messages(2), signal)), ['one', 'UnexpectedAnswer']);
    }));

  it('never rejects, also where the environment names no server', async () => {
    const [published] = await openPublisher({ PUBSUB_EMULATOR_HOST: 'nowhere' }).publish(
      TOPIC,
      messages(1),
      signal,
    );
    assert.ok(published !== undefined && 'fault' in published && published.fault instanceof UpdaterError);
    assert.equal(published.fault.reason, 'InvalidConfig');
  });
});
