import assert from 'node:assert/strict';
import { requireConfig } from '../../lib/cli/config-source.ts';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { scanWithProgress } from '../../lib/cli/scan-with-progress.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { servedConfig } from '../support/served-functions.ts';
import { stored } from '../support/on-sandbox.ts';
import { run } from '../support/cli-in-process.ts';

describe('scanning for a command', () => {
  for (const [what, signal, code] of [
    ['shows how far it is', new AbortController().signal, EXIT.done],
    ['says that nothing was changed where it is interrupted', AbortSignal.abort(), EXIT.interrupted],
  ] as const)
    it(what, async () => {
      const sandbox = await startSandbox({ objects: [stored({})] });
      try {
        const outcome = await run(
          async (context) => {
            const config = requireConfig(undefined, context);
            assert.ok(config !== undefined);
            const scans = await scanWithProgress(config, {}, context);
            return scans === undefined ? EXIT.interrupted : EXIT.done;
          },
          { environment: { IMAGE_UPDATER_CONFIG: servedConfig({ a: sandbox }) }, signal },
        );
        assert.deepEqual([outcome.code, outcome.closed], [code, true]);
        if (code === EXIT.done) assert.deepEqual(outcome.counts.at(-1), { done: 1, total: 1 });
      } finally {
        await sandbox.close();
      }
    });
});
