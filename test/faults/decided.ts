/** What is decided of workloads, asked over entrances that are no mechanism: an event in one cluster, and `images`. */
import { runImages } from '../../lib/cli/images/run-images.ts';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { ClusterReport } from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { run } from '../support/cli-in-process.ts';
import { object, push, settings, type Given } from '../support/builders.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { listedCluster } from './listed-cluster.ts';

/** What a push would update, and what it leaves as it is and why. */
export interface Decided {
  readonly updated: ClusterReport['updated'];
  readonly skipped: readonly Skipped[];
}

/** Of a Deployment that is alone in its cluster. */
export async function decidedOn(
  given: Given,
  pushed: Push = push(),
  configured: Settings = settings(),
): Promise<Decided> {
  const { signal } = new AbortController();
  const cluster = listedCluster(() => [JSON.stringify(object(given))]);
  const report = await updateCluster(pushed, cluster, {
    settings: { ...configured, mode: 'observe' },
    budget: { signal },
  });
  return { updated: report.updated, skipped: report.skipped.flatMap(({ examples }) => examples) };
}

/** A row of `images`: a container, and why it follows nothing, where it does not. */
export interface ListedImage {
  readonly container: unknown;
  readonly reason: unknown;
  readonly detail: unknown;
}

/** What `images` lists of a cluster with this Deployment. */
export function listedImages(given: Given): Promise<readonly ListedImage[]> {
  return onSandbox({ objects: [given] }, async ({ sandbox }) => {
    const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ name: here, server: '${sandbox.url}' }]` };
    const { written } = await run((context) => runImages({ json: true }, context), { environment });
    return itemsAt(parseJson(written), 'images')
      .flatMap((image) => itemsAt(image, 'containers'))
      .map((row) => ({
        container: valueAt(row, ['container']),
        reason: valueAt(row, ['reason']),
        detail: valueAt(row, ['detail']),
      }));
  });
}

function itemsAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, [key]);
  return Array.isArray(list) ? list : [];
}
