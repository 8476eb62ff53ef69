import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { BUILT_IN_KINDS } from '../../lib/core/workload/kind.ts';
import { selects } from '../../lib/core/settings.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { CACHE_TAGS } from '../../lib/config/schema.ts';
import { EXAMPLES } from '../support/config-examples/all.ts';
import { codePoint } from '../support/code-point.ts';
import { config, MINIMAL, wrong } from '../support/config-builders.ts';

const EXAMPLE = readFileSync(new URL('example.yaml', import.meta.url), 'utf8');

/** `: CODE at PATH, …`; nothing of none. */
function codesText(expected: readonly (readonly [path: string, code: string])[]): string {
  const codes = expected.map(([path, code]) => `${code} at ${path || 'the top'}`);
  return codes.length === 0 ? '' : `: ${codes.join(', ')}`;
}

describe('parseConfig', () => {
  for (const { title, yaml, wrong: expected } of EXAMPLES) {
    it(`${expected.length === 0 ? 'accepts' : 'refuses'} ${title}${codesText(expected)}`, () => {
      assert.deepEqual(wrong(yaml), expected);
    });
  }

  it('fills in the defaults', () => {
    const { settings, clusters, pubsub, registries } = config(MINIMAL);
    assert.equal(settings.mode, 'apply');
    assert.equal(settings.policy.text, 'same-tag');
    assert.equal(settings.pin, 'digest');
    assert.equal(settings.optIn, false);
    assert.deepEqual(settings.rules, []);
    assert.deepEqual(settings.kinds, BUILT_IN_KINDS);
    assert.deepEqual(settings.aliases, []);
    assert.deepEqual(settings.repositories, []);
    assert.deepEqual(
      settings.ignoreTags.map(({ text }) => text),
      CACHE_TAGS,
    );
    assert.deepEqual(settings.limits, { workloadsPerNamespace: 100, workloadsPerCluster: 200 });
    assert.deepEqual([settings.reconcileUpdates, registries], [50, []]);
    assert.deepEqual(settings.ownTopics, []);
    assert.deepEqual(pubsub, { subscriptions: [] });
    assert.deepEqual(
      clusters.map(({ name, source }) => ({ name, source })),
      [{ name: '127.0.0.1:8001', source: { type: 'server', server: new URL('http://127.0.0.1:8001/') } }],
    );
  });

  it('leaves system namespaces out by default', () => {
    const namespaces = config(MINIMAL).clusters[0]?.namespaces ?? assert.fail();
    const asked = [
      'default',
      'shop',
      'kube-system',
      'gke-managed-cim',
      'gmp-public',
      'istio-system',
      'kubeshop',
    ];
    assert.deepEqual(
      asked.filter((name) => selects(namespaces, name)),
      ['default', 'shop', 'kubeshop'],
    );
  });

  it('reads the example', () => {
    const { settings, clusters } = config(EXAMPLE);
    assert.deepEqual(
      clusters.map(({ name }) => name),
      [
        'dev',
        'prod',
        'projects/my-project/locations/-/clusters/- (env=prod)',
        'far-edge',
        'in-cluster',
        'edge',
      ],
    );
    assert.deepEqual(
      settings.rules.map(({ policy, pin, enforce }) => [policy?.text, pin, enforce]),
      [
        ['never', undefined, true],
        ['semver:^1', undefined, false],
        ['patch', undefined, false],
        ['pattern:^(?<number>\\d+)-(?<track>.+)$', 'tag', false],
      ],
    );
    assert.deepEqual(settings.rules[0]?.labels, { 'app.kubernetes.io/name': 'payment' });
    assert.deepEqual(
      settings.rules[1]?.repositories?.map(({ text }) => text),
      ['us-docker.pkg.dev/my-project/gcr.io/**'],
    );
    assert.deepEqual(settings.aliases, [{ prefix: 'mirror.example.com/hub', means: 'docker.io' }]);
    assert.deepEqual(
      settings.kinds.slice(BUILT_IN_KINDS.length).map(({ kind }) => kind),
      ['Rollout', 'Service', 'RayCluster'],
    );
    const prod = clusters[1]?.namespaces ?? assert.fail();
    assert.deepEqual(
      ['kube-system', 'kube-public', 'team-a', 'team-sandbox', 'x'].map((name) => selects(prod, name)),
      [true, false, true, false, false],
    );
  });

  it('warns of plain http, of entries that do nothing and of rules that never match, and accepts them', () => {
    const gke = 'gke: projects/p/locations/us-east1/clusters/c';
    const parsed = parseConfig(`
      clusters: [{ server: "http://proxy.example.com" }, { ${gke} }, { ${gke}, name: again }]
      rules: [{ policy: any, match: { clusters: [other] } }]`);
    assert.deepEqual('config' in parsed && parsed.warnings.map(({ path, code }) => [path, code]), [
      ['clusters[0].server', 'PlainHttp'],
      ['clusters[2].gke', 'SameCluster'],
      ['rules[0].match.clusters', 'NeverMatches'],
    ]);
  });

  it('reads the keys that stand as comments in the example', () => {
    const uncommented = EXAMPLE.replaceAll(/^# (\w+: )/gm, '$1');
    const { pubsub, settings } = config(uncommented);
    const topic = (name: string) => ({ project: 'my-project', topic: `image-updater-${name}` });
    assert.deepEqual(pubsub, {
      fanOut: topic('clusters'),
      replay: topic('replay'),
      results: topic('results'),
      reconcile: topic('reconcile'),
      deadLetters: { project: 'my-project', subscription: 'image-updater-dead-letters' },
      subscriptions: [{ project: 'my-project', subscription: 'image-updater' }],
    });
    assert.deepEqual(settings.ownTopics, [topic('clusters'), topic('replay')]);
  });

  it('warns of nothing in the example', () => {
    const parsed = parseConfig(EXAMPLE);
    assert.deepEqual('config' in parsed && parsed.warnings, []);
  });

  it('says one complaint about what is no YAML', () => {
    assert.deepEqual(wrong('a: ['), [['line 1, column 5', 'NotYaml']]);
  });

  it('never prints a password, wherever an address with one stands', () => {
    const secret = 'https://me:s3cr/et@host/?token=s3cret#s3cret';
    const places = [
      `clusters: [{ server: "${secret}", name: "${secret}", namespaces: { include: ["${secret}"] } }]`,
      `clusters: [{ server: "${secret}", kubeconfig: "${secret}\\u0007", context: "${secret}\\u0007" }]`,
      `clusters: "${secret}"`,
      `"${secret}": "${secret}"`,
      `password: s3cret`,
      `repositories: ["${secret}", "${secret}["]\nignoreTags: ["[${secret}"]\nmode: "${secret}"`,
      `aliases: { "${secret}": "${secret}", "${secret}x": 1 }`,
      `rules: [{ match: { labels: { "${secret}": "${secret}" } } }]`,
      `kinds: [{ group: "${secret}", version: "${secret}", plural: "${secret}", kind: "${secret}", podTemplate: "${secret}" }]`,
    ];
    for (const yaml of places) {
      const parsed = parseConfig(yaml);
      assert.ok('complaints' in parsed && parsed.complaints.length > 0);
      assert.doesNotMatch(JSON.stringify(parsed.complaints), /s3cr|et@|token/, yaml);
    }
  });

  it('answers any document with a configuration or with printable complaints', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'clusters',
        'rules',
        'match',
        'policy',
        'aliases',
        'kinds',
        'limits',
        'mode',
        '__proto__',
      ),
      fc.string({ unit: codePoint }),
    );
    const { document } = fc.letrec((tie) => ({
      document: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: codePoint }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('document')),
        fc.dictionary(key, tie('document')),
      ),
    }));
    fc.assert(
      fc.property(document, (value) => {
        const parsed = parseConfig(JSON.stringify(value));
        for (const { path, expected, received } of 'complaints' in parsed ? parsed.complaints : []) {
          assert.doesNotMatch(path + expected + received, /[\p{Cc}\p{Cf}]/u);
          assert.ok(received.length < 1000);
        }
      }),
    );
  });
});
