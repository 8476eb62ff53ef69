/** Parses responses of the Container API: clusters, invalid descriptions and missing zones. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { isObject, type JsonObject } from '../../core/text/json.ts';
import { describeValue } from '../../core/text/printable.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { parseGkeCluster, clusterPath, type ClusterPath, type GkeCluster } from './gke-cluster.ts';

export interface ClusterListing {
  /** No two with the same path. */
  readonly clusters: readonly GkeCluster[];
  /** An error for each description that cannot be used. */
  readonly invalid: readonly string[];
  /** Zones or regions whose clusters may be missing; unchecked texts. */
  readonly missingZones: readonly string[];
}

type ListResponse = Pick<ApiResponse, 'body' | 'request'>;

/**
 * The clusters in a list response of this project. An invalid description does not affect the others.
 * @throws UpdaterError `UnexpectedAnswer` if it is not a list; an object without clusters is an empty list.
 */
export function parseListing({ body, request }: ListResponse, project: string): ClusterListing {
  const { clusters = [], missingZones = [] } = requireObject(body, request);
  if (!Array.isArray(clusters)) throw unexpected(request, 'a list of clusters', clusters);
  const parsed = clusters.map((each: unknown) => parseGkeCluster(each, project));
  return {
    clusters: onceEach(parsed.flatMap((each) => ('invalid' in each ? [] : [each]))),
    invalid: parsed.flatMap((each) => ('invalid' in each ? [each.invalid] : [])),
    missingZones: Array.isArray(missingZones) ? missingZones.map(zoneName) : [zoneName(missingZones)],
  };
}

/**
 * The cluster in the response to a request for a single cluster.
 * @throws UpdaterError `UnexpectedAnswer` for anything else.
 */
export function parseOne({ body, request }: ListResponse, expected: ClusterPath): ClusterListing {
  const cluster = parseGkeCluster(requireObject(body, request), expected.project);
  if ('invalid' in cluster) throw new UpdaterError('UnexpectedAnswer', `${request}: ${cluster.invalid}`);
  if (cluster.path !== clusterPath(expected)) throw unexpected(request, clusterPath(expected), cluster.path);
  return { clusters: [cluster], invalid: [], missingZones: [] };
}

/** The first description of each cluster. */
function onceEach(clusters: readonly GkeCluster[]): GkeCluster[] {
  const byPath = new Map<string, GkeCluster>();
  for (const cluster of clusters) if (!byPath.has(cluster.path)) byPath.set(cluster.path, cluster);
  return [...byPath.values()];
}

function requireObject(body: unknown, request: string): JsonObject {
  if (isObject(body)) return body;
  throw unexpected(request, 'an object', body);
}

function unexpected(request: string, expected: string, got: unknown): UpdaterError {
  return new UpdaterError('UnexpectedAnswer', `${request}: expected ${expected}, got ${describeValue(got)}`);
}

function zoneName(zone: unknown): string {
  return typeof zone === 'string' ? zone : describeValue(zone);
}
