import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  CLUSTER_FIELDS,
  parseGkeCluster,
  clusterPath,
  clusterTerms,
} from '../../../lib/clusters/gke/gke-cluster.ts';
import { gkeCluster } from '../../support/container-api.ts';
import { applyMask, parseMask, type Mask } from '../../support/field-mask.ts';
import { base64 } from '../../support/base64.ts';

const PATH = 'projects/shop/locations/europe-west1/clusters/production';

const WHOLE = gkeCluster(PATH, {
  statusMessage: 'all well',
  resourceLabels: { env: 'prod' },
  endpoint: '203.0.113.5',
  privateClusterConfig: { publicEndpoint: '203.0.113.3', privateEndpoint: '10.0.0.4' },
  masterAuth: { clusterCaCertificate: base64('the CA'), clientKey: 'secret' },
  controlPlaneEndpointsConfig: {
    dnsEndpointConfig: { endpoint: 'a.gke.goog', allowExternalTraffic: true },
    ipEndpointsConfig: { enabled: true, publicEndpoint: '203.0.113.1', privateEndpoint: '10.0.0.2' },
  },
});

// Whatever an older or newer Container API may leave out.
const VARIANTS = [
  WHOLE,
  { ...WHOLE, controlPlaneEndpointsConfig: { ipEndpointsConfig: { enabled: false } } },
  { ...WHOLE, controlPlaneEndpointsConfig: { ipEndpointsConfig: { enablePublicEndpoint: false } } },
  { ...WHOLE, controlPlaneEndpointsConfig: {} },
  { ...WHOLE, controlPlaneEndpointsConfig: {}, privateClusterConfig: {} },
  { ...WHOLE, controlPlaneEndpointsConfig: {}, privateClusterConfig: { enablePrivateEndpoint: true } },
];

function masked(cluster: unknown, mask: Mask): unknown {
  return parseGkeCluster(applyMask(cluster, mask), 'shop');
}

function leavesOf(mask: Mask, above: readonly string[] = []): readonly (readonly string[])[] {
  return [...mask].flatMap(([name, inner]) =>
    inner.size === 0 ? [[...above, name]] : leavesOf(inner, [...above, name]),
  );
}

function without(mask: Mask, [first, ...rest]: readonly string[]): Mask {
  return new Map(
    [...mask].flatMap(([name, inner]) => {
      if (name !== first) return [[name, inner] as const];
      const left = without(inner, rest);
      return left.size === 0 ? [] : [[name, left] as const];
    }),
  );
}

describe('a description of a GKE cluster', () => {
  it('is read with every needed field', () =>
    assert.deepEqual(parseGkeCluster(WHOLE, 'shop'), {
      project: 'shop',
      location: 'europe-west1',
      name: 'production',
      path: PATH,
      status: 'RUNNING',
      statusMessage: 'all well',
      labels: { env: 'prod' },
      ca: 'the CA',
      endpoints: {
        dns: { server: new URL('https://a.gke.goog') },
        public: { server: new URL('https://203.0.113.1') },
        private: { server: new URL('https://10.0.0.2') },
      },
    }));

  it('says the same within the field mask', () => {
    for (const each of VARIANTS)
      assert.deepEqual(masked(each, parseMask(CLUSTER_FIELDS)), masked(each, new Map()));
  });

  for (const path of leavesOf(parseMask(CLUSTER_FIELDS))) {
    it(`says something else without ${path.join('.')}`, () => {
      const mask = without(parseMask(CLUSTER_FIELDS), path);
      assert.ok(VARIANTS.some((each) => !isDeepStrictEqual(masked(each, mask), masked(each, new Map()))));
    });
  }

  it('needs no more than a name and a location', () => {
    const parsed = parseGkeCluster({ name: 'a', location: 'eu' }, 'shop');
    assert.ok(!('invalid' in parsed));
    const { status, statusMessage, labels, ca } = parsed;
    assert.deepEqual([status, statusMessage, labels, ca], ['', '', {}, '']);
  });

  it('may have odd values where they are not indispensable', () => {
    const odd = {
      status: 5,
      statusMessage: {},
      resourceLabels: { a: 1, b: 'x' },
      masterAuth: 'x',
    };
    const parsed = parseGkeCluster(gkeCluster(PATH, odd), 'shop');
    assert.ok(!('invalid' in parsed));
    const { status, statusMessage, labels, ca } = parsed;
    assert.deepEqual([status, statusMessage, labels, ca], ['', '', { b: 'x' }, '']);
  });

  const hostile = [
    '',
    '-',
    '../x',
    'a/b',
    'a b',
    'a;reboot',
    '$(reboot)',
    '`x`',
    'A',
    '1a',
    'a\n',
    'a%2fb',
    'a'.repeat(64),
    5,
    null,
    undefined,
  ];
  for (const value of hostile) {
    it(`has neither the name nor the location ${JSON.stringify(value) ?? 'undefined'}`, () => {
      assert.ok('invalid' in parseGkeCluster({ ...WHOLE, name: value }, 'shop'));
      assert.ok('invalid' in parseGkeCluster({ ...WHOLE, location: value }, 'shop'));
    });
  }

  for (const value of [null, 5, 'cluster', [WHOLE]])
    it(`is not ${JSON.stringify(value).slice(0, 20)}`, () =>
      assert.ok('invalid' in parseGkeCluster(value, 'shop')));

  it('has a path, and names for its remedies', () => {
    const cluster = { project: 'shop', location: 'europe-west1', name: 'production' };
    assert.equal(clusterPath(cluster), PATH);
    assert.deepEqual(clusterTerms(cluster), {
      PROJECT: 'shop',
      LOCATION: 'europe-west1',
      CLUSTER: 'production',
    });
  });
});
