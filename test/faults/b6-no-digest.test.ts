/** A push without a digest takes none away: `apply IMAGE:TAG` replaced `tag@digest` by a plain tag. */
import assert from 'node:assert/strict';
import { runApply } from '../../lib/cli/apply/run-apply.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { run } from '../support/cli-in-process.ts';
import { digest, policy, push, REPOSITORY, rule, settings } from '../support/builders.ts';
import { servedConfig } from '../support/served-functions.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { decidedOn } from './decided.ts';

const PINNED = `${REPOSITORY}:v1@${digest(2)}`;
const ANY = 'rules: [{ match: { namespaces: [shop] }, policy: any }]';

/** The new image of each container, or why it is left as it is. */
async function decided(image: string, changes: Partial<Settings>): Promise<readonly string[]> {
  const { digest: _, ...bare } = push({ tag: 'v2' });
  const pushed: Push = bare;
  const how = settings({ rules: [rule('any')], policy: policy('any'), ...changes });
  const { updated, skipped } = await decidedOn({ containers: [{ name: 'app', image }] }, pushed, how);
  return [...updated.map(({ to }) => to), ...skipped.map(({ reason }) => reason)];
}

/** What `apply` prints and leaves of a container that runs this image. */
async function applied(image: string, json: boolean) {
  const sandbox = await startSandbox({ objects: [stored({ containers: [{ name: 'app', image }] })] });
  try {
    const { written, noted } = await run(
      (context) => runApply({ image: `${REPOSITORY}:v2`, yes: true, json }, context),
      { environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, ANY) } },
    );
    return { runs: images(sandbox), written, noted };
  } finally {
    await sandbox.close();
  }
}

describe('a push without a digest', () => {
  it('leaves a container whose image carries a digest as it is, under pin: digest', async () =>
    assert.deepEqual(await decided(PINNED, { pin: 'digest' }), ['NoDigest']));

  it('leaves a container whose image carries a digest as it is, under pin: tag', async () =>
    assert.deepEqual(await decided(PINNED, { pin: 'tag' }), ['NoDigest']));

  it('that apply brings leaves the digest in the cluster', async () =>
    assert.deepEqual((await applied(PINNED, false)).runs, { app: PINNED }));

  it('that apply brings is said to have none, with how to give one', async () =>
    assert.match((await applied(PINNED, false)).noted, /sha256:/));

  it('writes a plain tag where there was no digest, and the row of the table says so', async () => {
    const { runs, written } = await applied(`${REPOSITORY}:v1`, false);
    assert.deepEqual(runs, { app: `${REPOSITORY}:v2` });
    assert.match(written, /no digest/);
  });

  it('writes a plain tag where there was no digest, and the row of the document says so', async () => {
    const { written } = await applied(`${REPOSITORY}:v1`, true);
    assert.match(written, /"pinned": ?false/);
  });
});
