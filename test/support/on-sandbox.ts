/** A cluster as the story works on it, over a real transport to a sandbox. */
import assert from 'node:assert/strict';
import { parseWorkload, type Workload } from '../../lib/core/workload/workload.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import type { Connection } from '../../lib/kubernetes/client/connection.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from '../../lib/kubernetes/client/exchange-limits.ts';
import { openTransport } from '../../lib/kubernetes/client/transport.ts';
import { isMap, readJson } from '../../lib/sandbox/json.ts';
import { asObject, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import type { RequestRecord } from '../../lib/sandbox/request-log.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/start-sandbox.ts';
import { CLUSTER, kind, object, type Given } from './builders.ts';
import { containerImages } from './container-images.ts';

export interface SandboxCluster {
  readonly sandbox: Sandbox;
  readonly cluster: Cluster;
}

export interface SandboxClusterOptions extends Omit<SandboxOptions, 'objects'> {
  readonly objects?: readonly Given[];
  readonly limits?: Partial<ExchangeLimits>;
  readonly token?: Connection['token'];
  readonly namespaces?: Cluster['namespaces'];
}

/** Starts a sandbox with these objects and a cluster on it, for as long as `use` runs. */
export async function onSandbox<T>(
  options: SandboxClusterOptions,
  use: (stage: SandboxCluster) => Promise<T>,
): Promise<T> {
  const { objects = [{}], limits = {}, token, namespaces = CLUSTER.namespaces, ...rest } = options;
  const sandbox = await startSandbox({ ...rest, objects: objects.map(stored) });
  const connection = { server: new URL(sandbox.url), ...(token === undefined ? {} : { token }) };
  const transport = openTransport(connection, { ...EXCHANGE_LIMITS, ...limits });
  try {
    return await use({ sandbox, cluster: { name: 'test', namespaces, transport } });
  } finally {
    transport.close();
    await sandbox.close();
  }
}

/** The object that `given` describes, as a sandbox keeps it. */
export function stored(given: Given): KubernetesObject {
  const name = given.kind ?? 'Deployment';
  const map = readJson(JSON.stringify(object(given)));
  assert.ok(isMap(map));
  return asObject({ kind: name, apiVersion: name === 'CronJob' ? 'batch/v1' : 'apps/v1' }, map);
}

/** A workload as it is in the sandbox now; `web` in `shop` unless told otherwise. */
export function now(sandbox: Sandbox, name = 'web', kindName = 'Deployment'): Workload {
  const parsed = parseWorkload(kind(kindName), sandbox.get(kindName, 'shop', name));
  assert.ok(parsed !== undefined, `the sandbox has ${name}`);
  return parsed;
}

/** The images of a workload in the sandbox, by container. */
export function images(sandbox: Sandbox, name = 'web', kindName = 'Deployment'): Record<string, string> {
  return containerImages(now(sandbox, name, kindName));
}

/** How often a workload was rolled out since it was made: its generation counts from 1. */
export function rolloutCount(sandbox: Sandbox, name = 'web', kindName = 'Deployment'): number {
  const generation = sandbox.get(kindName, 'shop', name)?.metadata['generation'];
  assert.ok(typeof generation === 'number', `the sandbox has ${name}`);
  return generation - 1;
}

/** The patches that a sandbox got. */
export function patches({ requests }: Sandbox): readonly RequestRecord[] {
  return requests.filter(({ method }) => method === 'PATCH');
}
