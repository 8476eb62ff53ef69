import assert from 'node:assert/strict';
import { parseListing, parseOne } from '../../../lib/clusters/gke/cluster-listing.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { gkeCluster } from '../../support/container-api.ts';
import { gkePath } from '../../support/gke-builders.ts';

const [A, B] = [gkeCluster(gkePath('eu', 'a')), gkeCluster(gkePath('us', 'b'))];
const ASKED = { project: 'shop', location: 'eu', name: 'a' };

function isUnexpected(thrown: unknown): boolean {
  return thrown instanceof UpdaterError && thrown.reason === 'UnexpectedAnswer';
}

function list(body: unknown) {
  const { clusters, invalid, missingZones } = parseListing({ body, request: 'GET x' }, 'shop');
  return { paths: clusters.map(({ path }) => path), odd: invalid.length, missingZones };
}

describe('a list of GKE clusters', () => {
  const paths = [gkePath('eu', 'a'), gkePath('us', 'b')];
  const rows: readonly (readonly [title: string, body: unknown, expected: ReturnType<typeof list>])[] = [
    ['has its clusters in their order', { clusters: [A, B] }, { paths, odd: 0, missingZones: [] }],
    ['may be empty', {}, { paths: [], odd: 0, missingZones: [] }],
    [
      'may be partial',
      { clusters: [A], missingZones: ['us-a'] },
      { paths: paths.slice(0, 1), odd: 0, missingZones: ['us-a'] },
    ],
    [
      'keeps odd descriptions apart',
      { clusters: [null, A, { ...B, name: '../x' }, B] },
      { paths, odd: 2, missingZones: [] },
    ],
    ['has no cluster twice', { clusters: [A, B, A] }, { paths, odd: 0, missingZones: [] }],
    ['may name odd zones', { missingZones: [5] }, { paths: [], odd: 0, missingZones: ['5'] }],
    [
      'may name odd zones in an odd place',
      { missingZones: 'us-a' },
      { paths: [], odd: 0, missingZones: ['us-a'] },
    ],
  ];
  for (const [title, body, expected] of rows) it(title, () => assert.deepEqual(list(body), expected));

  for (const body of [null, [], 'clusters', 5, { clusters: 5 }, { clusters: { a: A } }, { clusters: null }])
    it(`is not ${JSON.stringify(body).slice(0, 20)}`, () => {
      assert.throws(() => list(body), isUnexpected);
    });

  it('has the first of two descriptions of one cluster', () => {
    const body = { clusters: [A, { ...A, status: 'ERROR' }] };
    assert.deepEqual(
      parseListing({ body, request: '' }, 'shop').clusters.map(({ status }) => status),
      ['RUNNING'],
    );
  });
});

describe('one GKE cluster', () => {
  it('is a list of one', () => {
    const { clusters, invalid, missingZones } = parseOne({ body: A, request: 'GET x' }, ASKED);
    assert.deepEqual(
      [clusters.map(({ path }) => path), invalid, missingZones],
      [[gkePath('eu', 'a')], [], []],
    );
  });

  for (const body of [B, { ...A, location: 'us' }, {}, { clusters: [A] }, null, 'x', []])
    it(`is not ${JSON.stringify(body).slice(0, 40)}`, () => {
      assert.throws(() => parseOne({ body, request: 'GET x' }, ASKED), isUnexpected);
    });
});
