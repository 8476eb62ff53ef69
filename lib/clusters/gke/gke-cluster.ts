/**
 * A cluster of the Container API (`Cluster` of v1), reduced to the fields that are needed:
 *
 *     name, location, status, statusMessage, resourceLabels,
 *     masterAuth: { clusterCaCertificate: base64 of PEM }, and its endpoints
 */
import { valueAt, isObject, objectOr, stringOr, type JsonObject } from '../../core/text/json.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import { describeValue } from '../../core/text/printable.ts';
import { ENDPOINT_FIELDS, parseEndpoints, type Endpoints } from './endpoints.ts';

export interface ClusterPath {
  readonly project: string;
  readonly location: string;
  readonly name: string;
}

/** Project, location and name are safe in a path and in a shell. Missing texts are empty. */
export interface GkeCluster extends ClusterPath {
  /** `projects/P/locations/L/clusters/C`. */
  readonly path: string;
  /** Such as `RUNNING`; not validated. */
  readonly status: string;
  readonly statusMessage: string;
  readonly labels: Readonly<Record<string, string>>;
  /** PEM; not validated. */
  readonly ca: string;
  readonly endpoints: Endpoints;
}

/** The field mask for {@link parseGkeCluster}. */
export const CLUSTER_FIELDS = [
  'name',
  'location',
  'status',
  'statusMessage',
  'resourceLabels',
  'masterAuth(clusterCaCertificate)',
  ...ENDPOINT_FIELDS,
].join(',');

/** Parses a cluster of this project. Only name and location are required. */
export function parseGkeCluster(value: unknown, project: string): GkeCluster | { readonly invalid: string } {
  const cluster = objectOr(value);
  const { name, location } = cluster;
  if (!isObject(value)) return { invalid: `expected a cluster, got ${describeValue(value)}` };
  if (!isName(name)) return { invalid: `expected the name of a cluster, got ${describeValue(name)}` };
  if (!isName(location))
    return { invalid: `expected the location of ${name}, got ${describeValue(location)}` };
  return {
    project,
    location,
    name,
    path: clusterPath({ project, location, name }),
    status: stringOr(cluster['status'], ''),
    statusMessage: stringOr(cluster['statusMessage'], ''),
    labels: readLabels(cluster),
    ca: readCa(cluster),
    endpoints: parseEndpoints(cluster),
  };
}

/** In the form of the Container API. */
export function clusterPath({ project, location, name }: ClusterPath): string {
  return `projects/${project}/locations/${location}/clusters/${name}`;
}

/** The terms of remedies about this cluster. */
export function clusterTerms({ project, location, name }: ClusterPath): Terms {
  return { PROJECT: project, LOCATION: location, CLUSTER: name };
}

// GKE allows 40 characters without a trailing hyphen. This check only excludes other paths and shell syntax.
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{0,62}$/.test(value);
}

function readLabels(cluster: JsonObject): Readonly<Record<string, string>> {
  const labels = Object.entries(objectOr(cluster['resourceLabels']));
  return Object.fromEntries(
    labels.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function readCa(cluster: JsonObject): string {
  const encoded = stringOr(valueAt(cluster, ['masterAuth', 'clusterCaCertificate']), '');
  return Buffer.from(encoded, 'base64').toString();
}
