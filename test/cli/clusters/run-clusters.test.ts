import assert from 'node:assert/strict';
import { runClusters } from '../../../lib/cli/clusters/run-clusters.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { isObject, parseJson } from '../../../lib/core/text/json.ts';
import { withTcp } from '../../support/local-server.ts';
import { run } from '../../support/cli-in-process.ts';
import { onFleet } from '../../support/sandbox-fleet.ts';

/** The clusters of a document, each by its name. */
function byName(written: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const document = parseJson(written);
  const list: readonly unknown[] =
    isObject(document) && Array.isArray(document['clusters']) ? document['clusters'] : [];
  return Object.fromEntries(list.filter(isObject).map((each) => [String(each['cluster']), each]));
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

describe('image-updater clusters', () => {
  // One fleet for all that is asked about it: the rows are what is tested.
  const found: Record<string, Readonly<Record<string, unknown>>> = {};
  let code: number | undefined;

  before(() =>
    onFleet(async ({ config }) => {
      const outcome = await run((context) => runClusters({ config, json: true }, context));
      ({ code } = outcome);
      Object.assign(found, byName(outcome.written));
    }),
  );

  it('fails where one cluster is not ready', () => assert.equal(code, EXIT.failed));

  for (const [name, ready, reasons, policy, needed] of [
    ['guarded', true, [], 'inForce', 0],
    ['open', true, [], 'missing', 0],
    ['empty', true, [], 'unknown', 0],
    ['unpatched', false, [], 'unknown', 1],
    ['powerless', false, [], 'unknown', 1],
    ['half', false, [], 'missing', 1],
    ['stranger', false, ['Unauthorized'], undefined, 0],
    ['refusing', false, ['Unreachable'], undefined, 0],
    ['lost', false, ['NoKubeconfig'], undefined, 0],
    ['proxy', true, [], 'missing', 0],
  ] as const)
    it(`finds that \`${name}\` is ${ready ? '' : 'not '}ready${reasons.map((reason) => `: ${reason}`).join('')}`, () => {
      const { ready: isReady, why, faults, advice, imageOnlyPolicy } = found[name] ?? {};
      assert.deepEqual([isReady, why], [ready, ready ? undefined : (reasons[0] ?? 'rights')]);
      assert.deepEqual(
        listOf(faults).map(({ reason }) => reason),
        reasons,
      );
      assert.equal(isObject(imageOnlyPolicy) ? imageOnlyPolicy['state'] : undefined, policy);
      assert.equal(listOf(advice).filter(({ weight }) => weight === 'needed').length, needed);
    });

  it('finds the rights that are missing in one namespace alone', () => {
    const rights = listOf(found['half']?.['rights']);
    assert.deepEqual(
      rights
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ namespace, allowed }) => [namespace, allowed]),
      [
        ['shop', { get: true, list: true, patch: true }],
        ['pay', { get: false, list: false, patch: false }],
      ],
    );
  });

  it('is done where all are ready, and says so in a table', () =>
    onFleet(
      async ({ config }) => {
        const { code: well, written, noted } = await run((context) => runClusters({ config }, context));
        assert.deepEqual([well, noted], [EXIT.done, '']);
        assert.match(written, /^cluster .*\nguarded +yes +all +in force\n/);
        assert.match(written, /2 of 2 clusters are ready\.\n$/);
      },
      ['guarded', 'empty'],
    ));

  it('says what is wrong with a configuration that cannot be used, and asks nobody', async () => {
    const environment = { IMAGE_UPDATER_CONFIG: 'clusters: []' };
    const outcome = await run((context) => runClusters({ json: true }, context), { environment });
    assert.deepEqual([outcome.code, outcome.written, outcome.counts], [EXIT.misuse, '', []]);
    assert.match(outcome.noted, /clusters: expected at least one cluster/);
  });

  it('writes nothing where it is interrupted', () =>
    withTcp(
      () => undefined,
      async (url) => {
        const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ server: '${url.href}' }]` };
        const signal = AbortSignal.abort();
        const outcome = await run((context) => runClusters({}, context), { environment, signal });
        assert.deepEqual([outcome.code, outcome.written], [EXIT.interrupted, '']);
      },
    ));

  it('waits for a cluster that hangs no longer than a cluster may take', () =>
    withTcp(
      () => undefined,
      async (url) => {
        const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ name: a, server: '${url.href}' }]` };
        const timeLimits = { event: 60_000, cluster: 200 };
        const outcome = await run((context) => runClusters({ json: true }, context), {
          environment,
          timeLimits,
        });
        assert.equal(outcome.code, EXIT.failed);
        assert.deepEqual(
          listOf(byName(outcome.written)['a']?.['faults']).map(({ reason }) => reason),
          ['OutOfTime'],
        );
      },
    ));
});
