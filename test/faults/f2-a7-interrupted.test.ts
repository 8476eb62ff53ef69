/** A command that was interrupted said of a workload that it was never tried, though its patch had gone through. */
import assert from 'node:assert/strict';
import type { SandboxFault } from '../../lib/sandbox/fault-book.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { images, onSandbox } from '../support/on-sandbox.ts';

/** What is reported of a workload whose first patch, with this fault, is interrupted when it ends; and what it runs then. */
function interrupted(fault: SandboxFault) {
  return onSandbox({}, async ({ sandbox, cluster }) => {
    sandbox.fail({ fault, match: { method: 'PATCH' } });
    const stop = new AbortController();
    const { transport } = cluster;
    const json: typeof transport.json = async (request) => {
      try {
        return await transport.json(request);
      } finally {
        if (request.method === 'PATCH') stop.abort();
      }
    };
    const report = await updateCluster(
      push(),
      { ...cluster, transport: { ...transport, json } },
      {
        settings: settings(),
        budget: { signal: new AbortController().signal },
        watch: { examples: Infinity, stop: stop.signal },
      },
    );
    return {
      updated: report.updated.length,
      failed: report.failed.map(({ reason }) => reason),
      runs: images(sandbox)['app'],
    };
  });
}

describe('a workload that is patched when a command is interrupted', () => {
  it('is updated where the patch went through and its answer was lost', async () =>
    assert.deepEqual(await interrupted({ type: 'lostAnswer' }), {
      updated: 1,
      failed: [],
      runs: `${REPOSITORY}:v1@${digest(1)}`,
    }));

  it('is not called Interrupted, but says why, where the patch did not go through', async () =>
    assert.deepEqual(await interrupted({ type: 'serverError', code: 503 }), {
      updated: 0,
      failed: ['ServerError'],
      runs: `${REPOSITORY}:v1`,
    }));
});
