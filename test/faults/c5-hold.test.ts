/** `hold --image` held workloads of other repositories whose image cannot be read. */
import assert from 'node:assert/strict';
import { runHold, runRelease } from '../../lib/cli/hold/run-hold.ts';
import { isHeld } from '../../lib/core/workload/hold.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { run } from '../support/cli-in-process.ts';
import { REPOSITORY } from '../support/builders.ts';
import { servedConfig } from '../support/served-functions.ts';
import { now, stored } from '../support/on-sandbox.ts';

const UNREADABLE = { name: 'other', containers: [{ name: 'app', image: 'h.example/other/web:a b' }] };

/** Runs the command for the image on a workload that runs it and one that only seems to. */
async function ran(command: typeof runHold, labels: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandbox({
    objects: [stored({}), stored({ ...UNREADABLE, metadata: { labels } })],
  });
  try {
    const { written } = await run((context) => command({ image: REPOSITORY }, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) },
    });
    return { written, web: isHeld(now(sandbox)), other: isHeld(now(sandbox, 'other')) };
  } finally {
    await sandbox.close();
  }
}

describe('hold by an image', () => {
  it('holds what runs it, and not a workload of another repository whose image cannot be read', async () => {
    const { web, other } = await ran(runHold);
    assert.deepEqual({ web, other }, { web: true, other: false });
  });

  it('says that an image that cannot be read is why a workload was left as it is', async () =>
    assert.match((await ran(runHold)).written, /InvalidImage/));

  it('lets go nothing of another repository whose image cannot be read', async () => {
    const { other } = await ran(runRelease, { 'image-updater/hold': 'true' });
    assert.equal(other, true);
  });
});
