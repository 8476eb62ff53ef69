/** Cluster tasks, as they are delivered. */
import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { responseStatus, type EventResult } from '../../lib/core/report/event-result.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { attributeName, clusterTaskMessage } from '../../lib/core/event/cluster-task-message.ts';
import { handleRequest } from '../support/handle-request.ts';
import type { Cluster, ClusterSource, FoundClusters } from '../../lib/kubernetes/cluster.ts';
import { toRequest } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { onSandbox, type SandboxCluster } from '../support/on-sandbox.ts';
import type { Topic } from '../../lib/core/names/topic.ts';
import { updateContext, GCR, NOW, SHARES } from './fan-out-builders.ts';

export const { signal } = new AbortController();
export const ALL = 'projects/shop/locations/-/clusters/-';

export const EVENT = { action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}`, tag: `${REPOSITORY}:v1` };

interface ShareOptions {
  /** Further attributes. */
  readonly more?: Readonly<Record<string, string>>;
  readonly topic?: Topic;
}

/** A share of the push that `push()` gives, but for its id. */
export function share(
  cluster: string,
  under = cluster,
  event: object = EVENT,
  { more = {}, topic = SHARES }: ShareOptions = {},
): DeliveryRequest {
  const names = { cluster: attributeName(cluster), entry: attributeName(under) };
  const delivery = { data: JSON.stringify(event), publishedAt: 1000, id: 'm1' };
  const { data, attributes } = clusterTaskMessage(names, delivery, GCR);
  const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic, receivedAt: NOW };
  return toRequest('push', { payload: data, attributes: { ...attributes, ...more }, ...published });
}

/** An entry that stands for these clusters and misses some, by name; it counts how often it is asked. */
export function entry(
  name: string,
  clusters: readonly Cluster[],
  misses: FoundClusters['missing'] = [],
): ClusterSource & { readonly asked: () => number } {
  let count = 0;
  return {
    name,
    find: () => {
      count += 1;
      return Promise.resolve({ clusters, missing: misses });
    },
    asked: () => count,
  };
}

export function lost(name: string, reason: ErrorReason = 'ForbiddenByIam'): ClusterSource {
  return { name, find: () => Promise.reject(new UpdaterError(reason, 'x')) };
}

export function missing(name: string, reason: ErrorReason): FoundClusters['missing'][number] {
  return { name, fault: new UpdaterError(reason, 'x') };
}

/** What became of a share: what each cluster says, or the reason. */
export function says(handled: EventResult): unknown {
  if (handled.status === 'ignored') return handled.reason;
  if ('fault' in handled) return handled.fault.reason;
  assert.ok(handled.status === 'completed');
  return Object.fromEntries(
    handled.report.clusters.map(({ cluster, updated, alreadyApplied, faults, failed, skipped }) => [
      cluster,
      [
        ...[...updated, ...alreadyApplied].map(({ result }) => result),
        ...[...faults, ...failed, ...skipped].map(({ reason }) => reason),
      ].join(),
    ]),
  );
}

/** Three clusters, called so in reports. */
export function onThree(
  use: (a: SandboxCluster, b: SandboxCluster, c: SandboxCluster) => Promise<void>,
): Promise<void> {
  const named = (name: string, { sandbox, cluster }: SandboxCluster): SandboxCluster => ({
    sandbox,
    cluster: { ...cluster, name },
  });
  return onSandbox({}, (a) =>
    onSandbox({}, (b) => onSandbox({}, (c) => use(named('p/l/a', a), named('p/l/b', b), named('p/l/c', c)))),
  );
}

export async function outcome(
  request: DeliveryRequest,
  ...sources: readonly ClusterSource[]
): Promise<readonly unknown[]> {
  const handled = await handleRequest(request, updateContext(...sources), signal);
  return [says(handled), responseStatus(handled)];
}
