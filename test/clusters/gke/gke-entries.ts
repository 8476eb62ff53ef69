/** GKE entries of a configuration, over a Container API on loopback. */
import assert from 'node:assert/strict';
import { shareDiscovery } from '../../../lib/clusters/gke/shared-discovery.ts';
import { gkeSource } from '../../../lib/clusters/gke/gke-source.ts';
import type { GkeSource } from '../../../lib/config/config.ts';
import type { Cluster, ClusterSource, FoundClusters } from '../../../lib/kubernetes/cluster.ts';
import { CLUSTER } from '../../support/builders.ts';
import { atAddress, gkeCluster, withContainerApi, type ContainerApi } from '../../support/container-api.ts';
import { selfSigned } from '../../support/tls-certificate.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { GET } from '../../support/loopback.ts';
import { identity, gkePath } from '../../support/gke-builders.ts';

export const EVENT = { signal: GET.signal };
export const ALL = gkePath('-', '-');
export const A = gkePath('eu', 'a');
export const B = gkePath('us', 'b');
export const MINUTE = 60_000;

interface Scene {
  readonly api: ContainerApi;
  readonly time: { now: number };
  /** One source for each entry of a configuration, called `entry 0` and so on. */
  readonly open: (...entries: readonly GkeSource[]) => ClusterSource[];
}

/** Uses a Container API, and a clock that is set by hand. */
export function scene<T>(use: (scene: Scene) => Promise<T>): Promise<T> {
  return withContainerApi((api) => {
    const time = { now: 1_000_000 };
    const who = identity();
    const fleet = shareDiscovery(who, { ...api, clock: { ...fakeClock(), now: () => time.now } });
    const open: Scene['open'] = (...sources) =>
      sources.map((source, index) => {
        const place = { name: `entry ${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
        return gkeSource({ ...place, source, others: sources }, who, fleet(source));
      });
    return use({ api, time, open });
  });
}

export const { cert: CA } = selfSigned();

/** A cluster with a public endpoint where nobody is. */
export function somewhere(path: string, changes = {}) {
  return gkeCluster(path, { ...atAddress('203.0.113.1', CA), ...changes });
}

export function only(found: FoundClusters): Cluster {
  assert.deepEqual(found.missing, []);
  const [cluster, ...others] = found.clusters;
  assert.deepEqual(others, []);
  return cluster ?? assert.fail('one cluster was expected');
}

export async function find(source: ClusterSource | undefined): Promise<FoundClusters> {
  return (source ?? assert.fail()).find(EVENT);
}

/** What was found, by the names of reports; what is missing with its reason. */
export async function told(source: ClusterSource | undefined): Promise<readonly string[]> {
  const { clusters, missing } = await find(source);
  return [
    ...clusters.map(({ name }) => name),
    ...missing.map(({ name, fault }) => `${name}: ${fault.reason}`),
  ];
}
