import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GKE_FIELDS, gkeEntryName } from '../../lib/config/gke-schema.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { matchesAny } from '../../lib/core/settings.ts';
import { config, wrong } from '../support/config-builders.ts';

const PATH = 'projects/shop/locations/us-east1/clusters/a';
const SEVERAL = 'projects/shop/locations/-/clusters/-';

/** Names as Google gives them. */
const PROJECT = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  fc.stringMatching(/^[a-z][a-z0-9]{0,20}\.com:[a-z][a-z0-9]{0,20}$/),
  fc.stringMatching(/^[1-9][0-9]{5,11}$/),
);
const LOCATION = fc.constantFrom(
  'africa-south1',
  'northamerica-northeast2',
  'us-central1-f',
  'us-south1-ai1b',
  'u-germany-northeast1',
  'me-central2-a',
  '-',
);
const CLUSTER = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/), fc.constantFrom('a', '-'));

function said(yaml: string): string {
  const parsed = parseConfig(`clusters: [${yaml}]`);
  assert.ok('complaints' in parsed);
  return parsed.complaints.map(({ expected }) => expected).join('\n');
}

describe('a GKE entry', () => {
  it('takes every name that Google gives, and tells the parts apart', () => {
    fc.assert(
      fc.property(PROJECT, LOCATION, CLUSTER, (project, location, cluster) => {
        const path = `projects/${project}/locations/${location}/clusters/${cluster}`;
        const [entry] = config(`clusters: [{ gke: "${path}" }]`).clusters;
        assert.deepEqual(entry?.source, {
          type: 'gke',
          path,
          project,
          location,
          cluster,
          labels: {},
          endpoint: 'auto',
        });
      }),
    );
  });

  it('takes nothing else: no text with a character that would mean something in an address or a shell', () => {
    const odd = fc.constantFrom(...'?#%&;$`"\'\\ \n\t@+*|<>(){}[]~!,=^A_é\0'.split(''), '/', '..');
    fc.assert(
      fc.property(odd, fc.nat(), (text, place) => {
        const at = place % (PATH.length + 1);
        const path = JSON.stringify(PATH.slice(0, at) + text + PATH.slice(at));
        assert.deepEqual(wrong(`clusters: [{ gke: ${path} }]`), [['clusters[0].gke', 'Invalid']]);
      }),
    );
  });

  it('of another form is told the form', () => {
    assert.match(said('{ gke: my-cluster }'), /`projects\/PROJECT\/locations\/LOCATION\/clusters\/CLUSTER`/);
  });

  it('of several clusters is told what they are called, where it has a name', () => {
    assert.match(said(`{ name: a, gke: ${SEVERAL} }`), /`PROJECT\/LOCATION\/CLUSTER`/);
  });

  it('of one cluster is told what labels go with', () => {
    assert.match(said(`{ gke: ${PATH}, labels: { a: b } }`), /`-`/);
  });

  it('that is invalid itself is not told what may stand beside it', () => {
    assert.deepEqual(wrong('clusters: [{ name: a, gke: b, labels: { c: d } }]'), [
      ['clusters[0].gke', 'Invalid'],
    ]);
  });

  it('has the keys that mean something beside `gke`', () => {
    assert.deepEqual(Object.keys(GKE_FIELDS), ['gke', 'labels', 'endpoint', 'impersonate']);
  });
});

describe('the name of a GKE entry', () => {
  const parts = { path: PATH, project: 'shop', location: 'us-east1', cluster: 'a', labels: {} };

  it('is that of its one cluster', () => assert.equal(gkeEntryName(parts), 'shop/us-east1/a'));

  it('is the path of several clusters, with their labels in one order', () => {
    const several = { ...parts, path: SEVERAL, location: '-', cluster: '-' };
    assert.equal(gkeEntryName(several), SEVERAL);
    const [one, other] = [
      { c: 'd', a: '' },
      { a: '', c: 'd' },
    ].map((labels) => gkeEntryName({ ...several, labels }));
    assert.deepEqual([one, other], [`${SEVERAL} (a=, c=d)`, `${SEVERAL} (a=, c=d)`]);
  });
});

describe('a rule for GKE clusters', () => {
  const matches = (glob: string, name: string): boolean => {
    const { rules } = config(
      `clusters: [{ inCluster: true }]\nrules: [{ policy: any, match: { clusters: ["${glob}"] } }]`,
    ).settings;
    return matchesAny(rules[0]?.clusters ?? assert.fail(), name);
  };
  const table: readonly (readonly [glob: string, name: string, matches: boolean])[] = [
    ['shop/**', 'shop/us-east1/a', true],
    ['shop/*/*', 'shop/us-east1/a', true],
    ['*/*/prod-*', 'shop/us-east1/prod-2', true],
    ['example.com:p/**', 'example.com:p/us-east1/a', true],
    ['**', 'shop/us-east1/a', true],
    ['**', 'in-cluster', true],
    ['*', 'shop/us-east1/a', false],
    ['shop/*', 'shop/us-east1/a', false],
    ['shop/**', 'shop-2/us-east1/a', false],
  ];
  for (const [glob, name, expected] of table)
    it(`${glob} ${expected ? 'matches' : 'does not match'} ${name}`, () =>
      assert.equal(matches(glob, name), expected));
});
