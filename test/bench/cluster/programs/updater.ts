/** What the product is told: one cluster, all four kinds, every default but the mode. */
import { parseConfig } from '../../../../lib/config/parse-config.ts';
import { openTransport } from '../../../../lib/kubernetes/client/transport.ts';
import type { UpdateContext } from '../../../../lib/pipeline/context.ts';
import { readConnection } from './connection.ts';
import { alwaysThere } from '../../../support/always-there.ts';

/** `mode` is `observe`, which only decides, or `apply`. */
export function updaterFor(mode: string, connectionFile: string): UpdateContext {
  const connection = readConnection(connectionFile);
  const parsed = parseConfig(
    `{ mode: ${mode}, clusters: [{ name: bench, server: '${connection.server.origin}' }], limits: { workloadsPerNamespace: 1000000, workloadsPerCluster: 1000000 } }`,
  );
  if ('complaints' in parsed) throw new Error('the configuration of the bench is wrong');
  const { settings, clusters } = parsed.config;
  const transport = openTransport(connection);
  return { settings, sources: clusters.map((entry) => alwaysThere({ ...entry, transport })) };
}
