import assert from 'node:assert/strict';
import { formatCommand } from '../../../lib/core/errors/reason.ts';
import { pushSubscriptionError } from '../../../lib/pubsub/consumer/push-subscription-error.ts';

const SUBSCRIPTION = { project: 'shop', subscription: 'pushes' };

describe('the fault of a subscription that pushes', () => {
  for (const [topic, name] of [
    [{ project: 'shop', topic: 'gcr' }, 'gcr'],
    [{ project: 'other', topic: 'gcr' }, 'projects/other/topics/gcr'],
  ] as const)
    it(`has the command that makes one on the topic ${name}`, () => {
      const { reason, terms } = pushSubscriptionError(SUBSCRIPTION, topic, 'https://u.example');
      assert.equal(reason, 'PushSubscription');
      assert.ok(
        formatCommand(reason, terms)?.includes(` create pushes-pull --project shop --topic ${name} `),
      );
    });
});
