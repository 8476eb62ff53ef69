/**
 * A cluster as the Container API describes it (`Cluster` of its v1), as much of it as is needed:
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

/** Project, location and name are safe in a path and in a shell; texts that are missing are empty. */
export interface GkeCluster extends ClusterPath {
  /** `projects/P/locations/L/clusters/C`. */
  readonly path: string;
  /** `RUNNING` and the like, unchecked. */
  readonly status: string;
  readonly statusMessage: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In PEM, unchecked. */
  readonly ca: string;
  readonly endpoints: Endpoints;
}

/** The field mask for what {@link parseGkeCluster} reads. */
export const CLUSTER_FIELDS = [
  'name',
  'location',
  'status',
  'statusMessage',
  'resourceLabels',
  'masterAuth(clusterCaCertificate)',
  ...ENDPOINT_FIELDS,
].join(',');

/** A cluster of this project, or what is wrong with its description. Only name and location are indispensable. */
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

/** As the Container API writes it. */
export function clusterPath({ project, location, name }: ClusterPath): string {
  return `projects/${project}/locations/${location}/clusters/${name}`;
}

/** What remedies for this cluster name. */
export function clusterTerms({ project, location, name }: ClusterPath): Terms {
  return { PROJECT: project, LOCATION: location, CLUSTER: name };
}

// GKE allows 40 characters, and no hyphen at the end; what counts is that it is no other path and no shell syntax.
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
