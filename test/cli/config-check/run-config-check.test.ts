import assert from 'node:assert/strict';
import { runConfigCheck, type ConfigCheckOptions } from '../../../lib/cli/config-check/run-config-check.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { inFolder } from '../../support/temporary-folder.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import { onFleet } from '../../support/sandbox-fleet.ts';

const GOOD = `mode: observe
policy: semver:^1
clusters:
  - { name: a, server: 'http://127.0.0.1:1' }
  - { name: b, kubeconfig: ~/.kube/config }
rules:
  - { policy: never, match: { namespaces: [pay] } }
`;
const PLAIN = "clusters: [{ server: 'http://10.0.0.1' }]";
const BAD = 'mode: wrong\nclusters: [{ name: a }]\nunknown: 1\n';

/** Checks a file with this content. */
function check(yaml: string, options: ConfigCheckOptions = {}): Promise<Run> {
  return inFolder(async (folder) => {
    const file = await folder.write('config.yaml', yaml);
    return run((context) => runConfigCheck({ file, ...options }, context));
  });
}

function complaintsIn({ written }: Pick<Run, 'written'>): readonly unknown[] {
  const complaints = valueAt(parseJson(written), ['complaints']);
  return Array.isArray(complaints) ? complaints : [];
}

describe('image-updater config check', () => {
  it('says that all is well, and what is configured', async () => {
    const { code, written, noted } = await check(GOOD);
    assert.deepEqual([code, noted], [EXIT.done, '']);
    assert.match(written, /2 entries under clusters, 1 rule, policy semver:\^1, mode observe/);
  });

  it('says the same as JSON', async () => {
    const { code, written } = await check(GOOD, { json: true });
    assert.equal(code, EXIT.done);
    assert.deepEqual(parseJson(written), {
      valid: true,
      complaints: [],
      warnings: [],
      configures: {
        mode: 'observe',
        policy: 'semver:^1',
        pin: 'digest',
        optIn: false,
        rules: 1,
        kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'],
        workloadsPerNamespace: 100,
        workloadsPerCluster: 200,
        reconcileUpdates: 50,
        clusters: [
          { name: 'a', source: 'server' },
          { name: 'b', source: 'kubeconfig' },
        ],
      },
    });
  });

  it('says everything that is wrong, each with its place', async () => {
    const { code, written } = await check(BAD);
    assert.equal(code, EXIT.failed);
    assert.match(written, /3 complaints:\n/);
    for (const place of ['mode', 'clusters[0]', 'unknown'])
      assert.ok(written.includes(`\n${place}: expected `), place);
  });

  it('says the same as JSON, with codes', async () => {
    const { code, written } = await check(BAD, { json: true });
    assert.equal(code, EXIT.failed);
    assert.equal(valueAt(parseJson(written), ['valid']), false);
    assert.deepEqual(
      complaintsIn({ written })
        .map((each) => valueAt(each, ['code']))
        .toSorted(undefined),
      ['Invalid', 'NoSource', 'UnknownKey'],
    );
  });

  it('warns, and is done all the same', async () => {
    const { code, written } = await check(PLAIN);
    assert.equal(code, EXIT.done);
    assert.match(written, /1 warning:\nclusters\[0\]\.server: .*PlainHttp/);
  });

  it('takes what the environment gives where no file is named', async () => {
    const environment = { IMAGE_UPDATER_CONFIG: GOOD };
    assert.equal((await run((context) => runConfigCheck({}, context), { environment })).code, EXIT.done);
  });

  for (const [title, options] of [
    ['neither a file nor a variable', {}],
    ['a file that is not there', { file: '/none' }],
  ] as const)
    it(`refuses ${title} as wrong use`, async () => {
      const { code, written, noted } = await run((context) => runConfigCheck(options, context));
      assert.equal(code, EXIT.misuse);
      assert.notEqual(written + noted, '');
    });

  it('says that the address of an API cannot be used which a cluster needs, before anybody is asked', async () => {
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: 'http://10.0.0.1' };
    const outcome = await inFolder(async (folder) => {
      const file = await folder.write(
        'config.yaml',
        'clusters: [{ gke: projects/shop-1/locations/-/clusters/- }]',
      );
      return run((context) => runConfigCheck({ file, json: true, online: true }, context), {
        environment,
      });
    });
    assert.deepEqual([outcome.code, outcome.counts], [EXIT.failed, []]);
    assert.deepEqual(
      complaintsIn(outcome).map((each) => [valueAt(each, ['path']), valueAt(each, ['code'])]),
      [['CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER', 'Invalid']],
    );
  });
});

describe('image-updater config check --online', () => {
  it('asks every cluster as well', () =>
    onFleet(
      async ({ config }) => {
        const { code, written } = await run((context) =>
          runConfigCheck({ file: config, online: true, json: true }, context),
        );
        assert.equal(code, EXIT.failed);
        assert.deepEqual(
          ['total', 'ready', 'notFound'].map((key) => valueAt(parseJson(written), ['online', key])),
          [1, 1, 1],
        );
      },
      ['guarded', 'lost'],
    ));

  it('is done where all are ready, in text', () =>
    onFleet(
      async ({ config }) => {
        const { code, written } = await run((context) =>
          runConfigCheck({ file: config, online: true }, context),
        );
        assert.equal(code, EXIT.done);
        assert.match(written, /^Configuration OK: .*\n\ncluster .*\nguarded +yes/);
      },
      ['guarded'],
    ));

  it('asks nobody where there are complaints', async () =>
    assert.deepEqual((await check(BAD, { online: true })).counts, []));
});
