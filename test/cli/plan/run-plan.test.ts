import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runPlan } from '../../../lib/cli/plan/run-plan.ts';
import { parseJson } from '../../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { patches, stored } from '../../support/on-sandbox.ts';
import { complaints } from '../../support/report-builders.ts';
import { run } from '../../support/cli-in-process.ts';

const IMAGE = `${REPOSITORY}:v1@${digest(1)}`;

describe('image-updater plan', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({
      objects: [stored({}), stored({ name: 'held', metadata: { labels: { 'image-updater/hold': 'x' } } })],
    });
  });
  afterEach(() => sandbox.close());

  const asked = (options: Parameters<typeof runPlan>[0], more = '', signal = new AbortController().signal) =>
    run((context) => runPlan(options, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more) },
      signal,
    });

  it('says what would change, from what to what, and why the rest would not', async () => {
    const { code, written } = await asked({ image: IMAGE });
    assert.equal(code, EXIT.done);
    assert.match(written, /would be updated/);
    assert.match(written, /Held: /);
    assert.equal(patches(sandbox).length, 0);
  });

  it('is the document of the report as JSON', async () => {
    const { written } = await asked({ image: IMAGE, json: true });
    assert.deepEqual(complaints(parseJson(written)), []);
  });

  it('says that nothing runs the image', async () => {
    const { code, written } = await asked({ image: 'h.example/other:1' });
    assert.equal(code, EXIT.done);
    assert.match(written, /h\.example\/other/);
  });

  it('fails where a cluster is out of reach', async () => {
    const { url } = sandbox;
    await sandbox.close();
    const { code } = await run((context) => runPlan({ image: IMAGE }, context), {
      environment: { IMAGE_UPDATER_CONFIG: `clusters: [{ name: a, server: '${url}' }]` },
      timeLimits: { event: 2_000, cluster: 300 },
    });
    assert.equal(code, EXIT.failed);
    sandbox = await startSandbox({ objects: [] });
  });

  it('that is interrupted says that nothing was changed', async () => {
    const { code, written } = await asked({ image: IMAGE }, '', AbortSignal.abort());
    assert.deepEqual([code, written], [EXIT.interrupted, '']);
  });
});
