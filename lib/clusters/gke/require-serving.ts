/** Checks the status of a GKE cluster. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import { clusterTerms, type GkeCluster } from './gke-cluster.ts';

// The others are STATUS_UNSPECIFIED, PROVISIONING, STOPPING and ERROR. A new status is rejected too.
const SERVING: ReadonlySet<string> = new Set(['RUNNING', 'RECONCILING', 'DEGRADED']);

/** @throws UpdaterError `NotServing`, with the status message of Google. */
export function requireServing(cluster: GkeCluster): void {
  const { path, status, statusMessage } = cluster;
  if (SERVING.has(status)) return;
  const words = [status === '' ? 'no status' : status, statusMessage]
    .filter((word) => word !== '')
    .join(': ');
  throw new UpdaterError('NotServing', `${path}: ${printable(words)}`, { terms: clusterTerms(cluster) });
}
