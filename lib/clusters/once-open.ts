/** Clusters whose connection has to be worked out first: when an event asks, and again until it succeeds. */
import type { Cluster, ClusterSource } from '../kubernetes/cluster.ts';
import { kept, type Lasting } from './kept.ts';

/**
 * The source of a cluster that `open` opens, and opens anew when what it was opened with has ended. Connections of
 * the former one are left to the server, which closes idle ones: an event may still be using them.
 */
export function onceOpen(
  name: string,
  open: () => Promise<Lasting<Cluster>>,
  now: () => number = Date.now,
): ClusterSource {
  const opened = kept(name, open, now);
  return { name, find: async ({ signal }) => [await opened({ renew: false, signal })] };
}
