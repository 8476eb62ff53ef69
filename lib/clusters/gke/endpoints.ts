/**
 * The endpoints of a GKE cluster, from its description by the Container API:
 *
 *     controlPlaneEndpointsConfig:
 *       dnsEndpointConfig: { endpoint: HOST, allowExternalTraffic }
 *       ipEndpointsConfig: { enabled, enablePublicEndpoint, publicEndpoint: IP, privateEndpoint: IP }
 *     endpoint: IP                                       # deprecated, like everything below
 *     privateClusterConfig: { enablePrivateEndpoint, publicEndpoint: IP, privateEndpoint: IP }
 */
import { isIPv6 } from 'node:net';
import { valueAt, objectOr, type JsonObject } from '../../core/text/json.ts';
import { describeValue } from '../../core/text/printable.ts';
import type { EndpointKind } from '../../kubernetes/cluster.ts';

/** The URL, or why the endpoint cannot be used: the end of a sentence about the cluster. */
export type EndpointAddress = { readonly server: URL } | { readonly lacking: string };

export type Endpoints = Readonly<Record<EndpointKind, EndpointAddress>>;

/** The fields that this module reads, as a field mask of Google APIs. */
export const ENDPOINT_FIELDS = [
  'endpoint',
  'privateClusterConfig(enablePrivateEndpoint,publicEndpoint,privateEndpoint)',
  'controlPlaneEndpointsConfig(dnsEndpointConfig(endpoint,allowExternalTraffic),' +
    'ipEndpointsConfig(enabled,enablePublicEndpoint,publicEndpoint,privateEndpoint))',
] as const;

/** All three endpoints; missing or invalid ones have the reason. */
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
    const off = { lacking: 'its IP endpoints are disabled' };
    return { public: off, private: off };
  }
  // The content of the deprecated field `endpoint`.
  const isPrivate = former['enablePrivateEndpoint'] === true;
  const publicOff =
    ip['enablePublicEndpoint'] === false || (ip['enablePublicEndpoint'] === undefined && isPrivate);
  const publicHost = ip['publicEndpoint'] ?? former['publicEndpoint'] ?? (isPrivate ? undefined : endpoint);
  const privateHost =
    ip['privateEndpoint'] ?? former['privateEndpoint'] ?? (isPrivate ? endpoint : undefined);
  return {
    public: publicOff ? { lacking: 'its public endpoint is disabled' } : endpointAt('public', publicHost),
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

// A token is sent there, so only a host with an optional port is accepted: no user, path or query.
const HOST = /^(?:[a-z0-9][a-z0-9.-]{0,252}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

function serverAt(host: string): URL | null {
  const written = isIPv6(host) ? `[${host}]` : host;
  return HOST.test(written) ? URL.parse(`https://${written}`) : null;
}
