/**
 * `http:` to another machine is allowed: a proxy in a container or on a private network is such a server, and the updater
 * sends no token. But anybody on the network could change the patches, so it is a warning.
 */
import { isLoopback } from '../core/names/loopback.ts';
import { excerpt, type Complaint } from './complaint.ts';
import type { ClusterEntry } from './config.ts';

/** A warning for each such server. */
export function plainHttp(clusters: readonly ClusterEntry[]): readonly Complaint[] {
  return clusters.flatMap(({ source }, index) => {
    if (source.type !== 'server') return [];
    const { server } = source;
    if (server.protocol === 'https:' || isLoopback(server)) return [];
    return {
      code: 'PlainHttp',
      path: `clusters[${index}].server`,
      expected: 'https, or a loopback address',
      received: excerpt(server.href),
    };
  });
}
