/** What somebody else wrote last is not taken back by an older push, also where the updater has never written. */
import assert from 'node:assert/strict';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY, type Given } from '../support/builders.ts';
import { toRequest } from '../support/deliveries.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { parsed, sent, servedConfig, serving } from '../support/served-functions.ts';

const HOUR = 3_600_000;
const ago = (hours: number): string =>
  new Date(Math.floor(Date.now() / 1000) * 1000 - hours * HOUR).toISOString().replace('.000Z', 'Z');

/** A Deployment created long ago, whose image another manager set. */
function setByHand(image: string, hours: number, manager = 'ci'): Given {
  const fields = { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } };
  const fieldsV1 = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': fields } } } };
  const set = {
    manager,
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: ago(hours),
    fieldsType: 'FieldsV1',
  };
  return {
    containers: [{ name: 'app', image: `${REPOSITORY}:${image}` }],
    metadata: { creationTimestamp: ago(2000), managedFields: [{ ...set, fieldsV1 }] },
  };
}

function createdAgo(image: string, hours: number): Given {
  return {
    containers: [{ name: 'app', image: `${REPOSITORY}:${image}` }],
    metadata: { creationTimestamp: ago(hours) },
  };
}

/** The image after these pushes, each so many hours ago, and the reasons of skips in the log. */
async function after(
  given: Given,
  policy: string,
  pushes: readonly (readonly [tag: string, hours: number])[],
) {
  const sandbox = await startSandbox({ objects: [stored(given)] });
  try {
    return await serving(servedConfig({ test: sandbox }, `policy: '${policy}'`), async ({ url, lines }) => {
      for (const [index, [tag, hours]] of pushes.entries()) {
        const payload = {
          action: 'INSERT',
          tag: `${REPOSITORY}:${tag}`,
          digest: `${REPOSITORY}@${digest(index + 1)}`,
        };
        const status = await sent(
          url,
          toRequest('push', {
            payload: JSON.stringify(payload),
            id: String(index),
            publishTime: ago(hours),
            attributes: {},
            topic: { project: 'shop', topic: 'gcr' },
            receivedAt: 0,
          }),
        );
        assert.equal(status, 204);
      }
      const summary = JSON.stringify(parsed(lines.at(-1) ?? '')['clusters']);
      return { image: images(sandbox)['app'], isNotNewer: summary.includes('"NotNewer"') };
    });
  } finally {
    await sandbox.close();
  }
}

describe('an older push on a container where nothing was applied yet', () => {
  for (const [what, policy, current, pushed] of [
    ['by time', 'glob:build-*', 'build-130', 'build-120'],
    ['whatever is newest', 'any', 'build-130', 'main'],
    ['of the same tag', 'same-tag', 'v1', 'v1'],
    ['by version', 'semver:^1', '1.4.0', '1.5.0'],
    ['by version, of the same version', 'semver:^1', '1.4.0', '1.4.0'],
    ['by step', 'minor', '1.4.0', '1.5.0'],
    ['by pattern', String.raw`pattern:^(?<number>\d+)-main$`, '4-main', '5-main'],
  ] as const) {
    it(`leaves the image that another manager set after it: ${what}`, async () => {
      assert.deepEqual(await after(setByHand(current, 1), policy, [[pushed, 72]]), {
        image: `${REPOSITORY}:${current}`,
        isNotNewer: true,
      });
    });
  }

  for (const [what, policy, current, pushed] of [
    ['by version', 'semver:^1', '1.4.0', '1.5.0'],
    ['by step', 'minor', '1.4.0', '1.5.0'],
  ] as const)
    it(`leaves a workload that was created after it: ${what}`, async () => {
      assert.deepEqual(await after(createdAgo(current, 1), policy, [[pushed, 24]]), {
        image: `${REPOSITORY}:${current}`,
        isNotNewer: true,
      });
    });

  it('leaves it too where a newer push came first', async () => {
    const end = await after(createdAgo('1.4.0', 2), 'semver:^1', [
      ['1.4.1', 1],
      ['1.5.0', 24],
    ]);
    assert.equal(end.image, `${REPOSITORY}:1.4.1@${digest(1)}`);
  });
});
