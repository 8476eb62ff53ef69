import assert from 'node:assert/strict';
import { inspectWithProgress } from '../../../lib/cli/clusters/inspect-with-progress.ts';
import type { CliContext } from '../../../lib/cli/cli-context.ts';
import { parseConfig } from '../../../lib/config/parse-config.ts';
import type { Inspection } from '../../../lib/admin/inspect/inspection.ts';
import { withTcp } from '../../support/local-server.ts';
import { onSandbox } from '../../support/on-sandbox.ts';
import { run } from '../../support/cli-in-process.ts';

async function inspect(yaml: string, changes: Partial<CliContext> = {}) {
  const parsed = parseConfig(yaml);
  assert.ok('config' in parsed);
  let inspections: readonly Inspection[] | undefined;
  const outcome = await run(async (context) => {
    inspections = await inspectWithProgress(parsed.config, context);
    return 0;
  }, changes);
  return { ...outcome, inspections };
}

describe('inspecting the clusters of a configuration', () => {
  it('shows how far it is, until it is done', () =>
    onSandbox({}, async ({ sandbox }) => {
      const { inspections, counts, closed, noted } = await inspect(
        `clusters: [{ name: a, server: '${sandbox.url}' }]`,
      );
      assert.deepEqual(
        inspections?.map(({ cluster, ready }) => [cluster, ready]),
        [['a', true]],
      );
      assert.deepEqual(
        [counts[0], counts.at(-1)],
        [
          { done: 0, total: 1 },
          { done: 1, total: 1 },
        ],
      );
      assert.deepEqual([closed, noted], [true, '']);
    }));

  it('that is interrupted has no result, says so, and closes the progress', () =>
    withTcp(
      () => undefined,
      async (url) => {
        const stop = new AbortController();
        const openProgress: CliContext['openProgress'] = () => ({
          show: () => stop.abort(),
          close: () => undefined,
        });
        const { inspections, noted } = await inspect(`clusters: [{ server: '${url.href}' }]`, {
          signal: stop.signal,
          openProgress,
        });
        assert.equal(inspections, undefined);
        assert.match(noted, /Interrupted/);
      },
    ));
});
