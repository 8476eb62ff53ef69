/**
 * The schema of the report document, which is published and returned over HTTP. It defines the type of the document and is
 * exported as JSON Schema. Later versions only add keys and values; incompatible changes need another CloudEvent type. At run
 * time only its types are used: modules of an event may import only types.
 */
import * as v from 'valibot';
import type { Effect } from '../core/workload/effect.ts';
import { REASONS, type ReasonsOfKind } from '../core/errors/reason.ts';
import type { ReasonKind } from '../core/errors/reason-text.ts';
import { DIGEST, TAG } from '../core/names/image-reference.ts';
import { MAX_EXCERPT } from './excerpt.ts';

const EFFECTS = [
  'now',
  'paused',
  'onDelete',
  'partition',
  'nextRun',
  'suspended',
  'unknown',
] as const satisfies readonly Effect[];

const text = (description: string) =>
  v.pipe(v.string(), v.maxLength(MAX_EXCERPT), v.description(description));
const count = (description: string) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description(description));
const flag = (description: string) => v.pipe(v.boolean(), v.description(description));

const reason = <K extends ReasonKind>(...kinds: readonly K[]) =>
  v.pipe(v.picklist(listReasons(kinds)), v.description('The reason, a code of the closed list.'));

const MESSAGE = text('The message of the reason.');
const REMEDY = text('What a person can do.');
const COMMAND = v.exactOptional(text('The command that fixes it, or lists what exists.'));
const DETAIL = text('The expected and the actual value, or the message of the API server.');

const CONTAINER = {
  kind: text('The kind of the workload, such as `Deployment`.'),
  namespace: text('The namespace of the workload.'),
  name: text('The name of the workload.'),
  container: text('The name of the container.'),
};
const IMAGE = text(
  'The image that the container ran at the evaluation, as written; empty for an unknown container.',
);

const push = v.pipe(
  v.strictObject({
    image: text('The pushed image: repository, tag, and digest if it is known.'),
    repository: text('The repository in canonical form.'),
    tag: v.pipe(v.string(), v.regex(TAG), v.description('The tag.')),
    digest: v.exactOptional(v.pipe(v.string(), v.regex(DIGEST), v.description('The digest, as `sha256:…`.'))),
    publishedAt: v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.description('The original publish time of the push; a replay keeps it.'),
    ),
    id: text('The id of the first message of the push; redeliveries and replays have the same.'),
    source: v.exactOptional(text('The project of the topic.')),
    trigger: v.exactOptional(
      v.pipe(
        v.picklist(['reconcile']),
        v.description(
          'Where the push comes from: `reconcile` found it in a registry listing, and its publish time is the upload time of the digest. Omitted for events and calls.',
        ),
      ),
    ),
    caller: v.exactOptional(
      text(
        'The caller of the HTTP API: the name of an API key, or an e-mail; or the person who runs `reconcile`.',
      ),
    ),
  }),
  v.description('The push of the event.'),
);

const totals = (description: string) =>
  v.pipe(
    v.strictObject({
      updated: count('Containers that were updated.'),
      planned: count('Containers that would be updated, if nothing is changed.'),
      alreadyApplied: count(
        'Containers that an earlier delivery of this push updated; its report may be lost.',
      ),
      failed: count('Containers that could not be updated.'),
      faults: count('Errors about more than one workload.'),
      skipped: count('Skipped containers.'),
    }),
    v.description(description),
  );

const updated = v.strictObject({
  ...CONTAINER,
  result: v.pipe(
    v.picklist(['updated', 'planned', 'alreadyApplied']),
    v.description(
      '`planned` would be updated: in observe mode nothing is changed. `alreadyApplied` occurs in the list of that name.',
    ),
  ),
  from: text('The previous image.'),
  to: text('The new image; the same if the pods were only restarted.'),
  effect: v.pipe(
    v.picklist(EFFECTS),
    v.description(
      'When it takes effect: `now` starts a rollout, `paused` waits until the workload is resumed, `onDelete` waits until pods are deleted, `partition` updates only pods outside the partition, `nextRun` is the next job, `suspended` is the next job after it is resumed, `unknown` if an object of a kind of the configuration does not determine it.',
    ),
  ),
  restarted: flag('The tag stays the same with new content: pods were restarted.'),
  staleImage: flag('The pull policy keeps the content that a node has already for this tag.'),
  pinned: flag('The new image has a digest; without one each node resolves the tag by itself.'),
  // Reports of versions before this key do not have it.
  digest: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.regex(DIGEST))),
      v.description('The digest of the new image, as `sha256:…`; null if it has none.'),
    ),
  ),
});

const failed = v.strictObject({
  ...CONTAINER,
  image: IMAGE,
  reason: reason('malformed', 'limit', 'failed', 'transient'),
  message: MESSAGE,
  remedy: REMEDY,
  command: COMMAND,
  detail: DETAIL,
});

const fault = v.strictObject({
  where: text('The operation, such as `list deployments`.'),
  reason: v.pipe(
    v.picklist(['InvalidObject', ...listReasons(['malformed', 'limit', 'failed', 'transient'])]),
    v.description('The reason, a code of the closed list.'),
  ),
  message: MESSAGE,
  remedy: REMEDY,
  command: COMMAND,
  detail: DETAIL,
});

const skipped = v.strictObject({
  reason: reason('skip', 'limit'),
  message: MESSAGE,
  remedy: REMEDY,
  count: count('The number of containers.'),
  examples: v.pipe(
    v.array(
      v.strictObject({
        ...CONTAINER,
        image: IMAGE,
        detail: v.exactOptional(text('The expected and the actual value.')),
      }),
    ),
    v.description('Examples, at most ten.'),
  ),
});

const cluster = v.strictObject({
  cluster: text('The name of the cluster, or of an entry without a cluster.'),
  scanned: count('Objects that the API server listed, whether they use the image or not.'),
  totals: totals('Counts in this cluster.'),
  faults: v.pipe(
    v.array(fault),
    v.description(
      'Errors about more than one workload: a kind that cannot be listed, an unreachable cluster.',
    ),
  ),
  failed: v.pipe(v.array(failed), v.description('Containers that could not be updated.')),
  updated: v.pipe(v.array(updated), v.description('Containers that were updated, or would be updated.')),
  alreadyApplied: v.pipe(
    v.array(updated),
    v.description('Containers that an earlier delivery of this push updated; its report may be lost.'),
  ),
  skipped: v.pipe(v.array(skipped), v.description('Skipped containers, counted by reason.')),
});

export const REPORT_SCHEMA = v.pipe(
  v.strictObject({
    push,
    redelivery: flag('A transient failure is retried, so another report follows.'),
    totals: totals('Counts in all clusters, including omitted rows.'),
    omitted: v.pipe(
      v.strictObject({
        clusters: count('Clusters that are not in the list.'),
        faults: count('Faults that are not listed.'),
        failed: count('Failed containers that are not listed.'),
        updated: count('Containers of `updated` that are not listed.'),
        alreadyApplied: count('Containers of `alreadyApplied` that are not listed.'),
        examples: count('Examples of skipped containers that are not listed.'),
      }),
      v.description('Rows that are omitted because of size limits; the totals include them.'),
    ),
    clusters: v.pipe(v.array(cluster), v.description('The clusters, in the order of the configuration.')),
  }),
  v.title('Report of kubernetes-image-updater'),
  v.description('The result of a push, by cluster, workload and container.'),
);

export type ReportDocument = v.InferOutput<typeof REPORT_SCHEMA>;
export type ClusterDocument = ReportDocument['clusters'][number];
export type Totals = ReportDocument['totals'];
export type UpdatedRow = ClusterDocument['updated'][number];
export type FailedRow = ClusterDocument['failed'][number];
export type FaultRow = ClusterDocument['faults'][number];
export type SkippedRow = ClusterDocument['skipped'][number];
export type ExampleRow = SkippedRow['examples'][number];

/** The codes of these kinds, in the order of the closed list. */
export function listReasons<K extends ReasonKind>(kinds: readonly K[]): ReasonsOfKind<K>[] {
  const isKind = (code: string): code is ReasonsOfKind<K> =>
    Object.entries(REASONS).some(([each, { kind }]) => each === code && kinds.some((one) => one === kind));
  return Object.keys(REASONS).filter(isKind);
}
