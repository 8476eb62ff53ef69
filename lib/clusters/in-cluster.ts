/** The cluster in which this process runs as a pod: what the kubelet puts into every pod with a service account. */
import type { Connection } from '../kubernetes/http/connection.ts';
import type { Lasting } from '../kubernetes/http/kept.ts';
import type { Surroundings } from './surroundings.ts';

export function inClusterConnection(surroundings: Surroundings): Promise<Lasting<Connection>> {
  throw new Error(`not built yet: ${String(surroundings)}`);
}
