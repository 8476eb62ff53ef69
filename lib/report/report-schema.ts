/**
 * The report as a document: what is published for others, and answered over HTTP. The one schema: it types the
 * document and is exported as JSON Schema. Keys and values are only ever added to it; what breaks a reader is another
 * CloudEvent type. At run time only its types are needed: nothing that an event needs may import it otherwise.
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

const MESSAGE = text('What is the case, in one sentence: that of the reason.');
const REMEDY = text('What a person can do about it.');
const COMMAND = v.exactOptional(text('The command that does it, or shows what there is.'));
const DETAIL = text('What was expected and what came, or what the API server said.');

const CONTAINER = {
  kind: text('The kind of the workload, such as `Deployment`.'),
  namespace: text('The namespace of the workload.'),
  name: text('The name of the workload.'),
  container: text('The name of the container.'),
};
const IMAGE = text(
  'The image that the container ran when it was looked at, as it was written; empty where there is no such container.',
);

const push = v.pipe(
  v.strictObject({
    image: text('The image that was pushed: repository, tag, and digest where it is known.'),
    repository: text('The repository, in its canonical spelling.'),
    tag: v.pipe(v.string(), v.regex(TAG), v.description('The tag.')),
    digest: v.exactOptional(v.pipe(v.string(), v.regex(DIGEST), v.description('The digest, as `sha256:…`.'))),
    publishedAt: v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.description('When the push was published first; a replay keeps it.'),
    ),
    id: text('The id of the message that brought the push first; a redelivery and a replay have the same.'),
    source: v.exactOptional(text('The project of the topic that it came from.')),
    caller: v.exactOptional(text('Who told of it over HTTP: the name of an API key, or an e-mail.')),
  }),
  v.description('The push that the event told of.'),
);

const totals = (description: string) =>
  v.pipe(
    v.strictObject({
      updated: count('Containers that were updated.'),
      planned: count('Containers that would have been updated, where nothing is changed.'),
      alreadyApplied: count(
        'Containers that an earlier delivery of this push updated; its report may never have come.',
      ),
      failed: count('Containers that could not be updated.'),
      faults: count('What went wrong beyond single workloads.'),
      skipped: count('Containers that were left as they are.'),
    }),
    v.description(description),
  );

const updated = v.strictObject({
  ...CONTAINER,
  result: v.pipe(
    v.picklist(['updated', 'planned', 'alreadyApplied']),
    v.description(
      '`planned` would have been updated: in observe mode nothing is. `alreadyApplied` stands in the list of that name.',
    ),
  ),
  from: text('The image before.'),
  to: text('The image after; the same where the pods were only restarted.'),
  effect: v.pipe(
    v.picklist(EFFECTS),
    v.description(
      'When it takes effect: `now` starts a rollout, `paused` waits until somebody resumes, `onDelete` until pods are deleted, `partition` is only for the pods outside of the partition, `nextRun` with the next job, `suspended` with the next job once it is resumed, `unknown` where an object of a kind of the configuration does not say.',
    ),
  ),
  restarted: flag('The tag stayed and has new content: pods were restarted.'),
  staleImage: flag('The pull policy keeps the content that a node has already under this tag.'),
  pinned: flag('The image after carries a digest; without one each node resolves the tag by itself.'),
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
  where: text('What was being done, such as `list deployments`.'),
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
  count: count('How many containers.'),
  examples: v.pipe(
    v.array(
      v.strictObject({
        ...CONTAINER,
        image: IMAGE,
        detail: v.exactOptional(text('What was expected and what came.')),
      }),
    ),
    v.description('Some of them, ten at most.'),
  ),
});

const cluster = v.strictObject({
  cluster: text('The name of the cluster, or of the entry that led to none.'),
  scanned: count('Objects that the API server listed, whether they use the image or not.'),
  totals: totals('How many of what in this cluster.'),
  faults: v.pipe(
    v.array(fault),
    v.description(
      'What concerns more than one workload: a kind that cannot be listed, a cluster out of reach.',
    ),
  ),
  failed: v.pipe(v.array(failed), v.description('Containers that could not be updated.')),
  updated: v.pipe(v.array(updated), v.description('Containers that were updated, or would have been.')),
  alreadyApplied: v.pipe(
    v.array(updated),
    v.description(
      'Containers that an earlier delivery of this push updated; its report may never have come.',
    ),
  ),
  skipped: v.pipe(
    v.array(skipped),
    v.description('Containers that were left as they are, counted by reason.'),
  ),
});

export const REPORT_SCHEMA = v.pipe(
  v.strictObject({
    push,
    redelivery: flag('Something failed that may work later and is tried again: another report follows.'),
    totals: totals('How many of what in all clusters, with what is left out below.'),
    omitted: v.pipe(
      v.strictObject({
        clusters: count('Clusters that are not in the list.'),
        faults: count('Faults that are not listed.'),
        failed: count('Failed containers that are not listed.'),
        updated: count('Containers of `updated` that are not listed.'),
        alreadyApplied: count('Containers of `alreadyApplied` that are not listed.'),
        examples: count('Examples of what was skipped that are not listed.'),
      }),
      v.description(
        'What is left out because a message has no room for it, or because there is more than is kept; the totals count it.',
      ),
    ),
    clusters: v.pipe(v.array(cluster), v.description('The clusters, in the order of the configuration.')),
  }),
  v.title('Report of kubernetes-image-updater'),
  v.description('What one push did, by cluster, workload and container.'),
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
