import assert from 'node:assert/strict';
import { chooseEndpoint } from '../../../lib/clusters/gke/choose-endpoint.ts';
import type { EndpointChoice } from '../../../lib/config/config.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { selfSigned } from '../../support/tls-certificate.ts';
import { described } from '../../support/gke-builders.ts';
import { base64 } from '../../support/base64.ts';

const { cert: ca } = selfSigned();

interface Having {
  readonly dns?: boolean;
  readonly publicOne?: boolean;
  readonly privateOne?: boolean;
  readonly ca?: string;
}

function cluster({ dns = false, publicOne = false, privateOne = false, ca: pem = ca }: Having) {
  return described({
    masterAuth: { clusterCaCertificate: base64(pem) },
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { endpoint: 'a.gke.goog', allowExternalTraffic: dns },
      ipEndpointsConfig: {
        enabled: publicOne || privateOne,
        enablePublicEndpoint: publicOne,
        publicEndpoint: publicOne ? '203.0.113.1' : undefined,
        privateEndpoint: privateOne ? '10.0.0.2' : undefined,
      },
    },
  });
}

/** Endpoint, host, and whether the CA of the cluster counts there; or the reason why there is no way. */
function told(choice: EndpointChoice, having: Having): readonly unknown[] {
  try {
    const { endpoint, server, tls } = chooseEndpoint(cluster(having), choice);
    return [endpoint, server.host, tls?.ca === ca];
  } catch (thrown) {
    assert.ok(thrown instanceof UpdaterError);
    return [thrown.reason];
  }
}

const DNS = ['dns', 'a.gke.goog', false];
const PUBLIC = ['public', '203.0.113.1', true];
const PRIVATE = ['private', '10.0.0.2', true];
const NONE = ['NoEndpoint'];
const ALL = { dns: true, publicOne: true, privateOne: true };

describe('the endpoint of a GKE cluster', () => {
  const rows: readonly (readonly [choice: EndpointChoice, having: Having, expected: readonly unknown[]])[] = [
    ['auto', ALL, DNS],
    ['auto', { ...ALL, dns: false }, PUBLIC],
    ['auto', { privateOne: true }, PRIVATE],
    ['auto', { dns: true }, DNS],
    ['auto', {}, NONE],
    ['dns', ALL, DNS],
    ['dns', { publicOne: true, privateOne: true }, NONE],
    ['public', ALL, PUBLIC],
    ['public', { dns: true, privateOne: true }, NONE],
    ['private', ALL, PRIVATE],
    ['private', { dns: true, publicOne: true }, NONE],
    ['auto', { ...ALL, ca: 'no PEM' }, DNS],
    ['auto', { publicOne: true, ca: 'no PEM' }, ['InvalidCa']],
    ['public', { ...ALL, ca: '' }, ['InvalidCa']],
    ['private', { ...ALL, ca: 'no PEM' }, ['InvalidCa']],
  ];
  for (const [choice, having, expected] of rows)
    it(`${choice} of ${JSON.stringify(having).slice(0, 60)} is ${expected.join(', ')}`, () =>
      assert.deepEqual(told(choice, having), expected));

  it('that is not to be had is told with each reason once, and what fixes it', () => {
    assert.throws(
      () => chooseEndpoint(cluster({}), 'auto'),
      (fault) => {
        assert.ok(fault instanceof UpdaterError);
        assert.match(
          fault.message,
          /endpoint: auto: its DNS endpoint does not allow external traffic; its IP endpoints are disabled$/,
        );
        assert.deepEqual(fault.terms, { PROJECT: 'shop', LOCATION: 'eu', CLUSTER: 'a' });
        return true;
      },
    );
  });

  it('whose CA cannot be read is told with what fixes it', () => {
    assert.throws(
      () => chooseEndpoint(cluster({ publicOne: true, ca: 'no PEM' }), 'auto'),
      (fault) => {
        assert.ok(fault instanceof UpdaterError);
        assert.deepEqual(fault.terms, { PROJECT: 'shop', LOCATION: 'eu', CLUSTER: 'a' });
        return true;
      },
    );
  });
});
