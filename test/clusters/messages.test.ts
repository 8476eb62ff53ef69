/**
 * What can be wrong with the way to a cluster, from end to end: each fault has a reason of its own and tells the way
 * out, another cluster is updated all the same, and the event is redelivered. The run prints each message once.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { table } from 'table';
import { openClusters } from '../../lib/clusters/open-clusters.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { formatCommand, REASONS, formatRemedy } from '../../lib/core/errors/reason.ts';
import { wantsRedelivery, type Report } from '../../lib/core/report/report.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import { sendError, startContainerApi } from '../support/container-api.ts';
import { withGoogle } from '../support/google-credentials.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { whileListening, withTcp } from '../support/local-server.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { type Ground, type Row, CA } from './broken-clusters.ts';
import { GKE_ROWS } from './broken-gke-clusters.ts';
import { KUBECONFIG_ROWS } from './broken-kubeconfigs.ts';

/** Everything is there and well while `use` runs. */
function onGround<T>(use: (ground: Ground, goodCluster: Sandbox) => Promise<T>): Promise<T> {
  const closed = createServer(CA.issue('cluster.test'), (_, response) =>
    sendError(response, { code: 403, status: 'NO', message: 'no' }),
  );
  return withGoogle((google) =>
    whileListening(closed, ({ host: frontEnd }) =>
      withTcp(
        () => undefined,
        async ({ host: silent }) => {
          const accepts = (token: string): boolean => google.tokens.holderOf(`Bearer ${token}`) !== undefined;
          const api = await startContainerApi({ accepts });
          const started: Sandbox[] = [];
          const sandbox: Ground['sandbox'] = async (options) => {
            const one = await startSandbox(options);
            started.push(one);
            return one;
          };
          const good = await sandbox({ objects: [stored({})] });
          try {
            return await use({ ...google, api, silent, frontEnd, sandbox, good: good.url }, good);
          } finally {
            await Promise.all([api.close(), ...started.map((each) => each.close())]);
          }
        },
      ),
    ),
  );
}

async function eventOver(entries: string, ground: Ground, row: Row): Promise<Report> {
  const { api, iam, metadata } = ground;
  const leading = { ...metadata.environment, ...iam.environment, ...api.environment };
  const variables = { ...leading, ...(await row.variables?.(ground)) };
  return withEnvironment(variables, async (environment) => {
    const parsed = parseConfig(`clusters: [${entries}]`);
    assert.ok('config' in parsed, JSON.stringify(parsed));
    const sources = openClusters(parsed.config.clusters, { environment, credentialsMs: 1_000 });
    const timeLimits = { event: 60_000, cluster: row.clusterMs ?? 10_000 };
    const { signal } = new AbortController();
    return updateClusters(push(), { settings: parsed.config.settings, sources, timeLimits }, { signal });
  });
}

describe('the way to a cluster', () => {
  const messages = new Map<string, readonly string[]>();

  for (const row of [...GKE_ROWS, ...KUBECONFIG_ROWS]) {
    const { what, reason, command } = row;
    it(`fails at ${what} with ${reason} and the way out; the other cluster is done, and the event is redelivered`, () =>
      onGround(async (ground, good) => {
        const entries = `{ name: good, server: "${ground.good}" }, ${await row.entry(ground)}`;
        const report = await eventOver(entries, ground, row);
        const faults = report.clusters
          .filter(({ cluster }) => cluster !== 'good')
          .flatMap((each) => each.faults);
        const reasons = new Set(faults.map((fault) => fault.reason));
        assert.deepEqual(reasons, new Set([reason]), JSON.stringify(faults));
        const { detail, terms } = faults[0] ?? assert.fail();
        assert.equal(formatCommand(reason, terms), command);
        assert.deepEqual(images(good), { app: `${REPOSITORY}:v1@${digest(1)}` });
        assert.equal(wantsRedelivery(report), true);
        assert.doesNotMatch(JSON.stringify(report), /ya29|s3cret|PRIVATE KEY/);
        const said = [
          reason,
          `${REASONS[reason].message}\n${detail}`,
          formatRemedy(reason, terms),
          command ?? '',
        ];
        messages.set(`${reason} ${command}`, said);
      })).timeout(30_000);
  }

  // `PRINT_MESSAGES=1 npx mocha test/clusters/messages.test.ts` shows them side by side.
  after('prints each message once', () => {
    if (process.env['PRINT_MESSAGES'] === undefined) return;
    const head = ['reason', 'what is the case', 'what to do', 'command'];
    const columns = [20, 54, 44, 44].map((width) => ({ width, wrapWord: true }));
    console.log(table([head, ...messages.values()], { columns }));
  });
});
