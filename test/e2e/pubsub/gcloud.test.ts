/** The README's commands for people, run by the real gcloud against the emulator. */
import assert from 'node:assert/strict';
import { images } from '../../support/on-sandbox.ts';
import { gcloud, imageUpdater } from './command.ts';
import { imageOf, inserted, withInstallation, rolloutsOf } from './installation.ts';
import { until } from './until.ts';

describe('by hand', () => {
  it('gcloud pubsub topics publish gcr --message=… is a push, and means now', function () {
    return withInstallation({}, async (installation) => {
      const { repository, cluster } = installation;
      await gcloud(this, installation, [
        'pubsub',
        'topics',
        'publish',
        'gcr',
        `--message=${inserted(repository)}`,
      ]);
      await until('the update', () => images(cluster())['app'] === imageOf(repository));
    });
  });

  it('gcloud pubsub subscriptions pull --format=json goes into replay --events -', function () {
    return withInstallation({}, async (installation) => {
      const { project, repository, rest, cluster } = installation;
      const topic = `projects/${project}/topics/kept`;
      await rest.createTopic(topic);
      await rest.createSubscription({ name: `projects/${project}/subscriptions/kept`, topic });
      await rest.publish(topic, { data: inserted(repository, 1) }, { data: inserted(repository, 2) });
      const pull = ['pubsub', 'subscriptions', 'pull', 'kept', '--auto-ack', '--limit=100', '--format=json'];
      const events = await gcloud(this, installation, pull);
      const { code, stderr } = await imageUpdater(installation, ['replay', '--events', '-'], events);
      assert.equal(code, 0, stderr);
      await until('the newer one', () => images(cluster())['app'] === imageOf(repository, 2));
    });
  });

  it('gcloud pubsub subscriptions seek has everything delivered again, and rolls nothing out again', function () {
    return withInstallation({}, async (installation) => {
      const { project, repository, gcr, rest, delivered, cluster } = installation;
      const name = `projects/${project}/subscriptions/image-pushed`;
      const subscription = { name, retainAckedMessages: true };
      await rest.send('PATCH', name, { subscription, updateMask: 'retainAckedMessages' });
      await rest.publish(gcr, { data: inserted(repository) });
      await until('the update', () => delivered[0]?.status === 204);
      const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
      await gcloud(this, installation, [
        'pubsub',
        'subscriptions',
        'seek',
        'image-pushed',
        `--time=${hourAgo}`,
      ]);
      await until('the same again', () => delivered[1]?.status === 204);
      assert.equal(delivered[1]?.messageId, delivered[0]?.messageId);
      assert.equal(rolloutsOf(cluster()), 1);
    });
  });
});
