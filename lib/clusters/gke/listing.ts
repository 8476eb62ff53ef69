/** What the Container API answered: clusters, and what it could not tell. */
import { Fault } from '../../core/errors/fault.ts';
import { isObject, type JsonObject } from '../../core/text/json.ts';
import { sketch } from '../../core/text/printable.ts';
import type { Answer } from '../../kubernetes/client/response.ts';
import { parseGkeCluster, pathOf, type ClusterPath, type GkeCluster } from './gke-cluster.ts';

export interface Listing {
  /** No two with the same path. */
  readonly clusters: readonly GkeCluster[];
  /** What was wrong with each description that cannot be used. */
  readonly odd: readonly string[];
  /** Zones or regions whose clusters may be missing; unchecked texts. */
  readonly missingZones: readonly string[];
}

type Received = Pick<Answer, 'body' | 'request'>;

/**
 * The answer to a list of this project. One odd description hides no other.
 * @throws Fault `UnexpectedAnswer` for what is no list at all; an object without clusters is an empty one.
 */
export function parseListing({ body, request }: Received, project: string): Listing {
  const { clusters = [], missingZones = [] } = objectOf(body, request);
  if (!Array.isArray(clusters)) throw unexpected(request, 'a list of clusters', clusters);
  const parsed = clusters.map((each: unknown) => parseGkeCluster(each, project));
  return {
    clusters: onceEach(parsed.flatMap((each) => ('odd' in each ? [] : [each]))),
    odd: parsed.flatMap((each) => ('odd' in each ? [each.odd] : [])),
    missingZones: Array.isArray(missingZones) ? missingZones.map(zoneName) : [zoneName(missingZones)],
  };
}

/**
 * The answer to the question for one cluster.
 * @throws Fault `UnexpectedAnswer` for anything but that cluster.
 */
export function parseOne({ body, request }: Received, asked: ClusterPath): Listing {
  const cluster = parseGkeCluster(objectOf(body, request), asked.project);
  if ('odd' in cluster) throw new Fault('UnexpectedAnswer', `${request}: ${cluster.odd}`);
  if (cluster.path !== pathOf(asked)) throw unexpected(request, pathOf(asked), cluster.path);
  return { clusters: [cluster], odd: [], missingZones: [] };
}

/** The first description of each cluster. */
function onceEach(clusters: readonly GkeCluster[]): GkeCluster[] {
  const byPath = new Map<string, GkeCluster>();
  for (const cluster of clusters) if (!byPath.has(cluster.path)) byPath.set(cluster.path, cluster);
  return [...byPath.values()];
}

function objectOf(body: unknown, request: string): JsonObject {
  if (isObject(body)) return body;
  throw unexpected(request, 'an object', body);
}

function unexpected(request: string, expected: string, came: unknown): Fault {
  return new Fault('UnexpectedAnswer', `${request}: expected ${expected}, got ${sketch(came)}`);
}

function zoneName(zone: unknown): string {
  return typeof zone === 'string' ? zone : sketch(zone);
}
