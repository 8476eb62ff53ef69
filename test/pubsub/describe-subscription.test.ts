import assert from 'node:assert/strict';
import { status as STATUS } from '@grpc/grpc-js';
import { rejectsWith } from '../support/rejects-with.ts';
import { Refusal } from '../support/pubsub-server.ts';
import { SUBSCRIPTION, TOPIC, withPuller } from './pulling.ts';

const { signal } = new AbortController();

describe('looking at a subscription', () => {
  it('tells its topic, and what it does', () =>
    withPuller(async (puller, server) => {
      server.describe = (name) => ({
        name,
        topic: 'projects/other/topics/gcr',
        pushConfig: { pushEndpoint: 'https://a.example/' },
        retryPolicy: { minimumBackoff: { seconds: 10 } },
        deadLetterPolicy: { deadLetterTopic: 'projects/p/topics/dead', maxDeliveryAttempts: 30 },
      });
      assert.deepEqual(await puller.describe(SUBSCRIPTION, signal), {
        topic: { project: 'other', topic: 'gcr' },
        pushEndpoint: 'https://a.example/',
        backsOff: true,
        deadLetterTopic: { project: 'p', topic: 'dead' },
      });
    }));

  it('leaves out what it has not', () =>
    withPuller(async (puller) =>
      assert.deepEqual(await puller.describe(SUBSCRIPTION, signal), { topic: TOPIC, backsOff: false }),
    ));

  it('is NoTopic where its topic was deleted', () =>
    withPuller(async (puller, server) => {
      server.describe = (name) => ({ name, topic: '_deleted-topic_' });
      await rejectsWith('NoTopic', puller.describe(SUBSCRIPTION, signal));
    }));

  const refusals = [
    [STATUS.NOT_FOUND, 'NoSubscription'],
    [STATUS.PERMISSION_DENIED, 'ForbiddenToLook'],
    [STATUS.INVALID_ARGUMENT, 'InvalidConfig'],
    [STATUS.UNAUTHENTICATED, 'CredentialsRefused'],
  ] as const;
  for (const [code, reason] of refusals) {
    it(`is ${reason} where the answer is ${STATUS[code]}`, () =>
      withPuller(async (puller, server) => {
        server.describe = () => {
          throw new Refusal(code, 'no');
        };
        const fault = await rejectsWith(reason, puller.describe(SUBSCRIPTION, signal));
        assert.deepEqual(fault.terms, { PROJECT: 'p', SUBSCRIPTION: 'updater' });
      }));
  }

  it('is OutOfTime when the signal aborts', () =>
    withPuller(async (puller) => {
      await rejectsWith('OutOfTime', puller.describe(SUBSCRIPTION, AbortSignal.abort()));
    }));
});
