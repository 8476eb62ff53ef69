/** Reconcile runs on sandboxes, with registries that list what a test says. */
import assert from 'node:assert/strict';
import { eventDeadline } from '../../../lib/pipeline/update-clusters.ts';
import { reconcile } from '../../../lib/pipeline/reconcile/reconcile.ts';
import type { ReconcileContext } from '../../../lib/pipeline/reconcile/context.ts';
import type { ListedTag, TagListing } from '../../../lib/registry/tag-listing.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import type { ReconcileReport } from '../../../lib/core/report/reconcile-report.ts';
import type { Cluster } from '../../../lib/kubernetes/cluster.ts';
import { digest, REPOSITORY, settings } from '../../support/builders.ts';

/** A tag of the repository of the tests. */
export function tag(changes: Partial<ListedTag> = {}): ListedTag {
  return { repository: REPOSITORY, tag: 'v1', digest: digest(1), uploadedAt: 5000, ...changes };
}

/** One listing that worked, of all that is asked for. */
export function listing(...images: readonly ListedTag[]): ReconcileContext['listTags'] {
  return (repositories) =>
    Promise.resolve([
      {
        repositories: [...repositories],
        images: images.filter(({ repository }) => repositories.has(repository)),
      },
    ]);
}

/** These listings, whatever is asked for. */
export function listings(...all: readonly TagListing[]): ReconcileContext['listTags'] {
  return () => Promise.resolve(all);
}

export interface Run extends Partial<Omit<ReconcileContext, 'settings' | 'sources'>> {
  readonly settings?: Partial<Settings>;
  readonly listTags: ReconcileContext['listTags'];
}

/** A run in these clusters; a cluster may be an error instead. */
export function run(
  clusters: readonly (Cluster | Error)[],
  { settings: changes = {}, ...rest }: Run,
): Promise<ReconcileReport> {
  const sources = clusters.map((cluster, index) => ({
    name: cluster instanceof Error ? `entry-${index}` : cluster.name,
    find: () =>
      cluster instanceof Error
        ? Promise.reject(cluster)
        : Promise.resolve({ clusters: [cluster], missing: [] }),
  }));
  const context: ReconcileContext = { settings: settings(changes), sources, ...rest };
  return reconcile(context, eventDeadline(context, new AbortController().signal));
}

/** What a report says, in short: `repository tag cluster outcome`. */
export function said({ repositories }: ReconcileReport): readonly string[] {
  return repositories.flatMap(({ reports }) =>
    reports.flatMap(({ push, clusters }) =>
      clusters.flatMap(({ cluster, updated, failed, skipped, faults }) => [
        ...updated.map((each) => `${push.tag} ${cluster} ${each.workload.name} ${each.result}`),
        ...failed.map((each) => `${push.tag} ${cluster} ${each.workload.name} ${each.reason}`),
        ...skipped.map((each) => `${push.tag} ${cluster} ${each.count} ${each.reason}`),
        ...faults.map((each) => `${push.tag} ${cluster} ${each.reason}`),
      ]),
    ),
  );
}

/** A transport for what sends nothing. */
export function neverSent(): Cluster['transport'] {
  const refuse = (): never => assert.fail('nothing is sent');
  return { json: refuse, stream: refuse, close: refuse };
}
