/** The JSON document of `image-updater images --json`: the running images. Later versions only add keys. */
import type { ImageUse } from '../../core/plan/list-images.ts';
import { REASONS } from '../../core/errors/reason.ts';
import type { ClusterFault } from '../../core/report/report.ts';
import { explainReason } from '../../report/explain-reason.ts';

/** The containers and faults of one cluster. */
export interface ClusterImages {
  readonly cluster: string;
  readonly uses: readonly ImageUse[];
  readonly faults: readonly ClusterFault[];
}

/** Grouped and sorted by repository; images that cannot be parsed have an empty repository. */
export function imagesDocument(clusters: readonly ClusterImages[]) {
  return {
    images: byRepository(clusters).map(({ repository, uses }) => ({
      repository,
      containers: uses.map(containerFields),
    })),
    faults: clusters.flatMap(({ cluster, faults }) =>
      faults.map(({ where, reason, detail, terms }) => ({
        cluster,
        where,
        ...explainReason(reason, detail, terms),
      })),
    ),
  };
}

/** A container and the cluster that it runs in. */
export interface PlacedUse extends ImageUse {
  readonly cluster: string;
}

/** All containers by the repository of their images, sorted by its name. */
export function byRepository(
  clusters: readonly ClusterImages[],
): readonly { readonly repository: string; readonly uses: readonly PlacedUse[] }[] {
  const placed = clusters.flatMap(({ cluster, uses }) => uses.map((use) => ({ ...use, cluster })));
  return [...Map.groupBy(placed, ({ repository }) => repository)]
    .map(([repository, uses]) => ({ repository, uses }))
    .toSorted((a, b) => (a.repository < b.repository ? -1 : 1));
}

function containerFields({ cluster, workload, container, image, follows, applied, hold }: PlacedUse) {
  return {
    cluster,
    ...workload,
    container,
    image,
    ...('policy' in follows
      ? { policy: follows.policy, source: follows.source }
      : { reason: follows.reason, message: REASONS[follows.reason].message, detail: follows.detail }),
    ...(applied === undefined ? {} : { applied: { ...applied, at: new Date(applied.at).toISOString() } }),
    ...(hold === undefined ? {} : { hold: { ...hold, at: new Date(hold.at).toISOString() } }),
  };
}
