/** Whether a GKE cluster can serve, by its status. */
import { Fault } from '../../core/errors/fault.ts';
import { printable } from '../../core/text/printable.ts';
import { termsOf, type GkeCluster } from './gke-cluster.ts';

// The others: STATUS_UNSPECIFIED, PROVISIONING, STOPPING, ERROR. In a new one nobody knows what works.
const SERVING: ReadonlySet<string> = new Set(['RUNNING', 'RECONCILING', 'DEGRADED']);

/** @throws Fault `NotServing`, with what Google says of it. */
export function requireServing(cluster: GkeCluster): void {
  const { path, status, statusMessage } = cluster;
  if (SERVING.has(status)) return;
  const words = [status === '' ? 'no status' : status, statusMessage]
    .filter((word) => word !== '')
    .join(': ');
  throw new Fault('NotServing', `${path}: ${printable(words)}`, { terms: termsOf(cluster) });
}
