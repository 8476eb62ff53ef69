/** Fan-out over three clusters: each cluster's share is a message of its own, delivered and repeated alone. */
import assert from 'node:assert/strict';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { images, rolloutCount } from '../../support/on-sandbox.ts';
import type { Delivered } from './recording-proxy.ts';
import {
  inserted,
  withInstallation,
  web,
  type Installation,
  type InstallationOptions,
} from './installation.ts';
import { until } from './until.ts';
import { NAMES, three } from './three-clusters.ts';
import { pushedImage } from '../../support/builders.ts';

/** What was delivered of each cluster's share: statuses in their order. */
function statusesOf(tasks: readonly Delivered[]): Record<string, readonly unknown[]> {
  const byCluster = Map.groupBy(tasks, clusterOf);
  return Object.fromEntries([...byCluster].map(([name, each]) => [name, each.map(({ status }) => status)]));
}

function clusterOf({ body }: Delivered): string {
  return String(valueAt(parseJson(body.toString()), ['message', 'attributes', 'image-updater-cluster']));
}

function allEnded(deliveries: readonly Delivered[]): boolean {
  return deliveries.every(({ ended }) => ended !== undefined);
}

describe('a push with a topic for shares', () => {
  it('is one delivery, and one share for each cluster', () =>
    withInstallation({ clusters: three, fanOut: true }, async (installation) => {
      const { repository, gcr, rest, cluster, delivered, deliveredTasks } = installation;
      const [id] = await rest.publish(gcr, { data: inserted(repository) });
      await until('all shares', () => deliveredTasks.length === 3 && allEnded(deliveredTasks));
      assert.deepEqual(statusesOf(deliveredTasks), { europe: [204], america: [204], asia: [204] });
      assert.deepEqual(
        delivered.map(({ messageId, status }) => [messageId, status]),
        [[id, 204]],
      );
      for (const name of NAMES) {
        assert.equal(images(cluster(name))['app'], pushedImage(1, repository));
        assert.equal(rolloutCount(cluster(name)), 1);
      }
    }));

  it('is repeated for the cluster that is broken, and for no other', () =>
    withInstallation({ clusters: three, fanOut: true }, async (installation) => {
      const { repository, gcr, rest, cluster, delivered, deliveredTasks } = installation;
      const comeBack = await installation.takeDown('asia');
      await rest.publish(gcr, { data: inserted(repository) });
      const ofAsia = () => statusesOf(deliveredTasks)['asia'] ?? [];
      await until('two attempts', () => ofAsia().filter((status) => status === 500).length >= 2);
      const asked = NAMES.slice(0, 2).map((name) => cluster(name).requests.length);

      const back = await comeBack();
      await until('a share that is done', () => ofAsia().includes(204));
      const { europe, america } = statusesOf(deliveredTasks);
      assert.deepEqual([europe, america], [[204], [204]]);
      assert.deepEqual(
        NAMES.slice(0, 2).map((name) => cluster(name).requests.length),
        asked,
      );
      assert.equal(images(back)['app'], pushedImage(1, repository));
      assert.equal(delivered.length, 1);
    }));

  it('that cannot be shared out is delivered again as a whole, until it can', () =>
    withInstallation({ clusters: three, fanOut: true }, async (installation) => {
      const { project, repository, gcr, rest, cluster, delivered, deliveredTasks } = installation;
      const topic = `projects/${project}/topics/clusters`;
      const subscription = `projects/${project}/subscriptions/cluster-tasks`;
      const { body } = await rest.send('GET', subscription);
      await rest.deleteSubscription(subscription);
      await rest.deleteTopic(topic);
      await rest.publish(gcr, { data: inserted(repository) });
      await until('an attempt that failed', () => delivered.some(({ status }) => status === 500));
      assert.ok(NAMES.every((name) => rolloutCount(cluster(name)) === 0));

      await rest.createTopic(topic);
      assert.equal((await rest.send('PUT', subscription, { ...body, topic })).status, 200);
      await until('all shares', () => deliveredTasks.length >= 3 && allEnded(deliveredTasks));
      await until('the end', () => NAMES.every((name) => rolloutCount(cluster(name)) === 1));
      assert.equal(delivered.at(-1)?.status, 204);
    }));
});

describe('in place and fanned out', () => {
  it('every workload ends in the same state', async () => {
    const states: unknown[] = [];
    for (const fanOut of [false, true])
      await withInstallation(
        variety(fanOut),
        async (installation) => void states.push(await stateOf(installation)),
      );
    assert.deepEqual(states[1], states[0]);
  });
});

const POLICIES = ['same-tag', 'any', 'semver:^1', 'never', 'glob:v*'];

function variety(fanOut: boolean): InstallationOptions {
  const workloads = (repository: string) =>
    POLICIES.map((policy, index) => ({
      ...web(repository, `web-${index}`),
      metadata: { annotations: { 'image-updater/policy': policy } },
    }));
  return {
    fanOut,
    clusters: (repository) => Object.fromEntries(NAMES.map((name) => [name, workloads(repository)])),
  };
}

/** After some pushes, one after the other: the images and rollouts of all, without the name of the project. */
async function stateOf(installation: Installation): Promise<unknown> {
  const { project, repository, gcr, rest, delivered, deliveredTasks, tasks } = installation;
  const tags = ['v1', 'v2', '1.0.0', '1.2.0', 'v1', '2.0.0'];
  for (const [index, tag] of tags.entries()) {
    const digest = `sha256:${String(index + 1).repeat(64)}`;
    const data = JSON.stringify({
      action: 'INSERT',
      digest: `${repository}@${digest}`,
      tag: `${repository}:${tag}`,
    });
    await rest.publish(gcr, { data });
    const wanted = (index + 1) * NAMES.length;
    await until('the answer', () => delivered.length === index + 1 && allEnded(delivered));
    if (tasks !== undefined)
      await until('its shares', () => deliveredTasks.length === wanted && allEnded(deliveredTasks));
  }
  const entries = NAMES.flatMap((name) =>
    POLICIES.map((policy, index) => {
      const cluster = installation.cluster(name);
      const image = images(cluster, `web-${index}`)['app']?.replace(project, 'PROJECT');
      return [`${name} ${policy}`, [image, rolloutCount(cluster, `web-${index}`)]];
    }),
  );
  return Object.fromEntries(entries);
}
