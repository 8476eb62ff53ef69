/** Whether a GKE cluster can serve, by its status. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import { clusterTerms, type GkeCluster } from './gke-cluster.ts';

// The others: STATUS_UNSPECIFIED, PROVISIONING, STOPPING, ERROR. In a new one nobody knows what works.
const SERVING: ReadonlySet<string> = new Set(['RUNNING', 'RECONCILING', 'DEGRADED']);

/** @throws UpdaterError `NotServing`, with what Google says of it. */
export function requireServing(cluster: GkeCluster): void {
  const { path, status, statusMessage } = cluster;
  if (SERVING.has(status)) return;
  const words = [status === '' ? 'no status' : status, statusMessage]
    .filter((word) => word !== '')
    .join(': ');
  throw new UpdaterError('NotServing', `${path}: ${printable(words)}`, { terms: clusterTerms(cluster) });
}
