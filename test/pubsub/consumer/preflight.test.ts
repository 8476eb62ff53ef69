import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { formatCommand } from '../../../lib/core/errors/reason.ts';
import type { SubscriptionFacts } from '../../../lib/pubsub/puller.ts';
import { preflight, type PreflightResult } from '../../../lib/pubsub/consumer/preflight.ts';
import { GOOD, SUBSCRIPTION, TOPIC } from '../../support/consumer-builders.ts';

const OTHER_TOPIC = { project: 'other', topic: 'gcr' };

function look(found: SubscriptionFacts | UpdaterError, topic?: typeof TOPIC): Promise<PreflightResult> {
  const describe = () => (found instanceof UpdaterError ? Promise.reject(found) : Promise.resolve(found));
  return preflight(SUBSCRIPTION, topic, describe, new AbortController().signal);
}

function commandsOf(result: PreflightResult): string[] {
  return 'advice' in result
    ? result.advice.flatMap(({ commands }) => commands)
    : assert.fail(result.fault.message);
}

const RETRY =
  'gcloud pubsub subscriptions update pull --project shop --min-retry-delay 10s --max-retry-delay 600s';
const AGENT =
  '--member "serviceAccount:service-$(gcloud projects describe shop --format=\'value(projectNumber)\')@gcp-sa-pubsub.iam.gserviceaccount.com"';
const DEAD_LETTERS = [
  'gcloud pubsub topics create image-updater-dead-letters --project shop',
  'gcloud pubsub subscriptions create image-updater-dead-letters --project shop --topic image-updater-dead-letters --expiration-period never',
  `gcloud pubsub topics add-iam-policy-binding image-updater-dead-letters --project shop ${AGENT} --role roles/pubsub.publisher`,
  `gcloud pubsub subscriptions add-iam-policy-binding pull --project shop ${AGENT} --role roles/pubsub.subscriber`,
  'gcloud pubsub subscriptions update pull --project shop --dead-letter-topic image-updater-dead-letters --max-delivery-attempts 30',
];

describe('a look at a subscription', () => {
  it('tells its topic and whether it backs off, and that nothing is amiss', async () =>
    assert.deepEqual(await look(GOOD), {
      source: { subscription: SUBSCRIPTION, topic: TOPIC, backsOff: true },
      advice: [],
    }));

  for (const [title, facts, commands] of [
    ['a retry policy', { ...GOOD, backsOff: false }, [RETRY]],
    ['a dead-letter topic', { topic: TOPIC, backsOff: true }, DEAD_LETTERS],
    ['either', { topic: TOPIC, backsOff: false }, [RETRY, ...DEAD_LETTERS]],
  ] as const)
    it(`without ${title} gives the commands that set it`, async () =>
      assert.deepEqual(commandsOf(await look(facts)), commands));

  for (const [title, topic, named] of [
    ['', TOPIC, 'gcr'],
    [', of a topic elsewhere', OTHER_TOPIC, 'projects/other/topics/gcr'],
  ] as const)
    it(`that pushes${title} is a fault, with the command that makes one that is pulled`, async () => {
      const result = await look({ ...GOOD, topic, pushEndpoint: 'https://f.example/' });
      assert.ok('fault' in result);
      const { reason, terms } = result.fault;
      assert.equal(reason, 'PushSubscription');
      assert.match(
        formatCommand(reason, terms) ?? '',
        new RegExp(`^gcloud pubsub subscriptions create pull-pull --project shop --topic ${named} `),
      );
    });

  for (const reason of ['NoSubscription', 'ForbiddenToLook', 'NoGoogleCredentials', 'Unreachable'] as const)
    it(`that ends with ${reason} is that fault`, async () => {
      const fault = new UpdaterError(reason, 'no');
      assert.deepEqual(await look(fault), { fault });
    });

  it('that is not allowed is made up for by the topic that is named', async () => {
    const result = await look(new UpdaterError('ForbiddenToLook', 'no'), OTHER_TOPIC);
    assert.ok('source' in result);
    assert.deepEqual(result.source, { subscription: SUBSCRIPTION, topic: OTHER_TOPIC, backsOff: false });
    assert.equal(result.advice.length, 1);
  });

  it('that finds nothing is not made up for by a topic', async () => {
    const fault = new UpdaterError('NoSubscription', 'no');
    assert.deepEqual(await look(fault, TOPIC), { fault });
  });

  it('counts more than the topic that is named, and says so', async () => {
    const result = await look(GOOD, OTHER_TOPIC);
    assert.ok('source' in result);
    assert.deepEqual([result.source.topic, result.advice.length], [TOPIC, 1]);
  });

  it('at a push endpoint prints nothing that a terminal could act on', async () => {
    const result = await look({ ...GOOD, pushEndpoint: 'https://f.example/\u001b[31m' });
    assert.ok('fault' in result && !result.fault.message.includes('\u001b'));
  });
});
