import assert from 'node:assert/strict';
import { unmatchedRules } from '../../lib/config/unmatched-rules.ts';
import { config } from '../support/config-builders.ts';

const DEV = '{ server: "http://127.0.0.1:1", name: dev }';
const ONE = '{ gke: projects/shop/locations/europe-west1/clusters/prod }';
const ALL = '{ gke: projects/shop/locations/-/clusters/- }';
const IN_EUROPE = '{ gke: projects/shop/locations/europe-west1/clusters/- }';
const SCOPED = '{ gke: "projects/example.com:shop/locations/-/clusters/prod" }';

function unmatched(entries: string, globs: string): readonly string[] {
  const { settings, clusters } = config(
    `clusters: [${entries}]\nrules: [{ policy: any }, { policy: any, match: { clusters: ${globs} } }]`,
  );
  return unmatchedRules(settings.rules, clusters).map(({ path, code }) => `${path} ${code}`);
}

describe('a rule whose globs match no cluster', () => {
  for (const [entries, globs] of [
    [DEV, '[dve]'],
    [DEV, '["dev-*", "prod-*"]'],
    [DEV, '["dev/**"]'],
    [ONE, '["*"]'],
    [ONE, '[prod]'],
    [ONE, '["shop/*"]'],
    [ONE, '["shop/*/test"]'],
    [ONE, '["pay/**"]'],
    [ONE, '["shop/europe-west1/prod/**"]'],
    [ALL, '["*"]'],
    [ALL, '["shop*"]'],
    [ALL, '["{shop,pay}"]'],
    [ALL, '["pay/*/*"]'],
    [ALL, '["shop/*/*/*"]'],
    [ALL, '["projects/shop/locations/-/clusters/-"]'],
    [IN_EUROPE, '["shop/us-*/*"]'],
    [SCOPED, '["shop/**"]'],
    [SCOPED, '["*/*/test"]'],
  ] as const)
    it(`is ${globs} with ${entries}`, () =>
      assert.deepEqual(unmatched(entries, globs), ['rules[1].match.clusters NeverMatches']));
});

describe('a rule that matches a cluster, or may match one that is found', () => {
  for (const [entries, globs] of [
    [DEV, '[dev]'],
    [DEV, '["*"]'],
    [DEV, '["**"]'],
    [DEV, '["*ev"]'],
    [DEV, '[prod, "d?v"]'],
    [DEV, '["{prod,dev}"]'],
    [ONE, '["shop/europe-west1/prod"]'],
    [ONE, '["shop/*/p*"]'],
    [ONE, '["**/prod"]'],
    [ONE, '["{shop/**,dev}"]'],
    [ALL, '["shop/**"]'],
    [ALL, '["sh**"]'],
    [ALL, '["*/*/prod"]'],
    [ALL, '["shop/asia-east1/x"]'],
    [IN_EUROPE, '["shop/europe-*/prod"]'],
    [SCOPED, '["example.com:shop/**"]'],
    [SCOPED, '["*/*/prod"]'],
    [`${DEV}, ${ALL}`, '["*"]'],
  ] as const)
    it(`is ${globs} with ${entries}`, () => assert.deepEqual(unmatched(entries, globs), []));
});

describe('what is said of such a rule', () => {
  const { settings, clusters } = config(
    `clusters: [${DEV}, ${ONE}, ${ALL}]\nrules: [{ policy: any, match: { clusters: [x, "y*"] } }]`,
  );
  const [complaint] = unmatchedRules(settings.rules, clusters);

  it('names what the clusters are called, as globs', () => {
    for (const name of ['"dev"', '"shop/europe-west1/prod"', '"shop/*/*"'])
      assert.ok(complaint?.expected.includes(name), complaint?.expected);
  });

  it('repeats the globs', () => assert.equal(complaint?.received, '"x, y*"'));

  it('shows no password, and three names at most', () => {
    const many = Array.from({ length: 20 }, (_, index) => `{ kubeconfig: "me:s3cret@host/${index}" }`);
    const parsed = config(`clusters: [${many.join()}]\nrules: [{ policy: any, match: { clusters: [x] } }]`);
    const expected = unmatchedRules(parsed.settings.rules, parsed.clusters)[0]?.expected ?? '';
    assert.doesNotMatch(expected, /s3cret/);
    assert.equal(expected.match(/host/g)?.length, 3);
  });
});
