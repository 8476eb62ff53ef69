/**
 * Where a GKE cluster can be reached, read from the Container API's description of it:
 *
 *     controlPlaneEndpointsConfig:
 *       dnsEndpointConfig: { endpoint: HOST, allowExternalTraffic }
 *       ipEndpointsConfig: { enabled, enablePublicEndpoint, publicEndpoint: IP, privateEndpoint: IP }
 *     endpoint: IP                                       # deprecated, as all below
 *     privateClusterConfig: { enablePrivateEndpoint, publicEndpoint: IP, privateEndpoint: IP }
 */
import { isIPv6 } from 'node:net';
import { valueAt, objectOr, type JsonObject } from '../../core/text/json.ts';
import { describeValue } from '../../core/text/printable.ts';
import type { EndpointKind } from '../../kubernetes/cluster.ts';

/** Where it is, or why it cannot be used: the end of a sentence that begins with the cluster. */
export type EndpointAddress = { readonly server: URL } | { readonly lacking: string };

export type Endpoints = Readonly<Record<EndpointKind, EndpointAddress>>;

/** The fields that are read here, as a field mask of Google's APIs. */
export const ENDPOINT_FIELDS = [
  'endpoint',
  'privateClusterConfig(enablePrivateEndpoint,publicEndpoint,privateEndpoint)',
  'controlPlaneEndpointsConfig(dnsEndpointConfig(endpoint,allowExternalTraffic),' +
    'ipEndpointsConfig(enabled,enablePublicEndpoint,publicEndpoint,privateEndpoint))',
] as const;

/** All three, whatever is missing or odd. */
export function parseEndpoints(cluster: JsonObject): Endpoints {
  const config = cluster['controlPlaneEndpointsConfig'];
  const former = objectOr(cluster['privateClusterConfig']);
  const ip = objectOr(valueAt(config, ['ipEndpointsConfig']));
  return {
    dns: dnsEndpoint(objectOr(valueAt(config, ['dnsEndpointConfig']))),
    ...ipEndpoints(cluster, ip, former),
  };
}

function dnsEndpoint({ endpoint, allowExternalTraffic }: JsonObject): EndpointAddress {
  const found = endpointAt('DNS', endpoint);
  return 'server' in found && allowExternalTraffic !== true
    ? { lacking: 'its DNS endpoint does not allow external traffic' }
    : found;
}

function ipEndpoints(
  { endpoint }: JsonObject,
  ip: JsonObject,
  former: JsonObject,
): Readonly<Record<'public' | 'private', EndpointAddress>> {
  if (ip['enabled'] === false) {
    const off = { lacking: 'its IP endpoints are switched off' };
    return { public: off, private: off };
  }
  // What the old field `endpoint` holds.
  const isPrivate = former['enablePrivateEndpoint'] === true;
  const publicOff =
    ip['enablePublicEndpoint'] === false || (ip['enablePublicEndpoint'] === undefined && isPrivate);
  const publicHost = ip['publicEndpoint'] ?? former['publicEndpoint'] ?? (isPrivate ? undefined : endpoint);
  const privateHost =
    ip['privateEndpoint'] ?? former['privateEndpoint'] ?? (isPrivate ? endpoint : undefined);
  return {
    public: publicOff ? { lacking: 'its public endpoint is switched off' } : endpointAt('public', publicHost),
    private: endpointAt('private', privateHost),
  };
}

function endpointAt(kind: string, host: unknown): EndpointAddress {
  if (host === undefined || host === '') return { lacking: `it has no ${kind} endpoint` };
  const server = typeof host === 'string' ? serverAt(host) : null;
  return server === null
    ? { lacking: `expected a host as its ${kind} endpoint, got ${describeValue(host)}` }
    : { server };
}

// A token goes there, so nothing but a host with its port is let through: no user, no path, no query.
const HOST = /^(?:[a-z0-9][a-z0-9.-]{0,252}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

function serverAt(host: string): URL | null {
  const written = isIPv6(host) ? `[${host}]` : host;
  return HOST.test(written) ? URL.parse(`https://${written}`) : null;
}
