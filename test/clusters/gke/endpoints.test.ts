import assert from 'node:assert/strict';
import { parseEndpoints, type EndpointAddress } from '../../../lib/clusters/gke/endpoints.ts';

/** The address, or why there is none. */
function told(endpoint: EndpointAddress): string {
  return 'server' in endpoint ? endpoint.server.href : endpoint.lacking;
}

function dns(endpoint: unknown, allowExternalTraffic: unknown = true) {
  return { controlPlaneEndpointsConfig: { dnsEndpointConfig: { endpoint, allowExternalTraffic } } };
}

function ip(ipEndpointsConfig: Readonly<Record<string, unknown>>, former = {}) {
  return { ...former, controlPlaneEndpointsConfig: { ipEndpointsConfig } };
}

const NONE = 'it has no public endpoint';
const NO_PRIVATE = 'it has no private endpoint';
const OFF = 'its IP endpoints are disabled';
const PUBLIC_OFF = 'its public endpoint is disabled';
const BOTH = { publicEndpoint: '203.0.113.1', privateEndpoint: '10.0.0.2' };

describe('the DNS endpoint of a GKE cluster', () => {
  const rows: readonly (readonly [
    title: string,
    cluster: Readonly<Record<string, unknown>>,
    expected: string,
  ])[] = [
    ['is its host where external traffic is allowed', dns('gke-1.eu.gke.goog'), 'https://gke-1.eu.gke.goog/'],
    [
      'cannot be used where external traffic is not allowed',
      dns('a.gke.goog', false),
      'its DNS endpoint does not allow external traffic',
    ],
    [
      'cannot be used where nothing is said of external traffic',
      dns('a.gke.goog', null),
      'its DNS endpoint does not allow external traffic',
    ],
    ['is not there without a name', dns(undefined), 'it has no DNS endpoint'],
    ['is not there where the name is empty', dns(''), 'it has no DNS endpoint'],
    ['is not there in an old description', { endpoint: '203.0.113.1' }, 'it has no DNS endpoint'],
    [
      'is not there where the configuration is no object',
      { controlPlaneEndpointsConfig: [1] },
      'it has no DNS endpoint',
    ],
    ['is no number', dns(5), 'expected a host as its DNS endpoint, got 5'],
  ];
  for (const [title, cluster, expected] of rows)
    it(title, () => assert.equal(told(parseEndpoints(cluster).dns), expected));
});

describe('the IP endpoints of a GKE cluster', () => {
  const rows: readonly (readonly [
    title: string,
    cluster: Readonly<Record<string, unknown>>,
    publicOne: string,
    privateOne: string,
  ])[] = [
    [
      'are those of the present fields',
      ip({ enabled: true, enablePublicEndpoint: true, ...BOTH }),
      'https://203.0.113.1/',
      'https://10.0.0.2/',
    ],
    [
      'count where nothing is said of their being enabled',
      ip(BOTH),
      'https://203.0.113.1/',
      'https://10.0.0.2/',
    ],
    [
      'are both off where they are not enabled, whatever else is said',
      ip({ enabled: false, enablePublicEndpoint: true, ...BOTH }, { endpoint: '203.0.113.1' }),
      OFF,
      OFF,
    ],
    [
      'have no public one where that is switched off',
      ip({ enabled: true, enablePublicEndpoint: false, ...BOTH }),
      PUBLIC_OFF,
      'https://10.0.0.2/',
    ],
    [
      'are taken from the old fields where the present ones do not name them',
      ip({ enabled: true }, { privateClusterConfig: BOTH }),
      'https://203.0.113.1/',
      'https://10.0.0.2/',
    ],
    [
      'of an old description are its endpoint',
      { endpoint: '203.0.113.1' },
      'https://203.0.113.1/',
      NO_PRIVATE,
    ],
    [
      'of an old private cluster are both of its own',
      { endpoint: '203.0.113.9', privateClusterConfig: BOTH },
      'https://203.0.113.1/',
      'https://10.0.0.2/',
    ],
    [
      'of an old cluster with a private endpoint alone are that',
      { endpoint: '10.0.0.2', privateClusterConfig: { enablePrivateEndpoint: true } },
      PUBLIC_OFF,
      'https://10.0.0.2/',
    ],
    [
      'believe the present fields before the old ones',
      ip(
        { enablePublicEndpoint: true, ...BOTH },
        { endpoint: '10.0.0.9', privateClusterConfig: { enablePrivateEndpoint: true } },
      ),
      'https://203.0.113.1/',
      'https://10.0.0.2/',
    ],
    ['are missing where nothing names them', {}, NONE, NO_PRIVATE],
  ];
  for (const [title, cluster, publicOne, privateOne] of rows) {
    it(title, () => {
      const endpoints = parseEndpoints(cluster);
      assert.deepEqual([told(endpoints.public), told(endpoints.private)], [publicOne, privateOne]);
    });
  }
});

describe('the host of an endpoint', () => {
  const hosts: readonly (readonly [host: string, href: string])[] = [
    ['a.gke.goog', 'https://a.gke.goog/'],
    ['a.gke.goog:8443', 'https://a.gke.goog:8443/'],
    ['203.0.113.1', 'https://203.0.113.1/'],
    ['203.0.113.1:6443', 'https://203.0.113.1:6443/'],
    ['2001:db8::1', 'https://[2001:db8::1]/'],
    ['[2001:db8::1]:6443', 'https://[2001:db8::1]:6443/'],
  ];
  for (const [host, href] of hosts)
    it(`may be ${host}`, () => assert.equal(told(parseEndpoints({ endpoint: host }).public), href));

  const others = [
    'evil.com/@',
    'evil.com/path',
    'a b',
    'user@evil.com',
    'user:secret@evil.com',
    'evil.com?',
    'evil.com#',
    'evil.com\\@x',
    'https://evil.com',
    '//evil.com',
    '-a',
    'a:port',
    'a:99999',
    '[::1',
    '::1]',
    '[a]',
    'fe80::1%eth0',
    '999.999.999.999',
    'a\n',
    'a\u0000b',
    ' a',
    'a'.repeat(300),
    'ä.example',
  ];
  for (const host of others)
    it(`is not ${JSON.stringify(host).slice(0, 40)}`, () => {
      const endpoint = parseEndpoints(dns(host)).dns;
      assert.ok('lacking' in endpoint);
      assert.match(endpoint.lacking, /^expected a host as its DNS endpoint, got /);
    });
});
