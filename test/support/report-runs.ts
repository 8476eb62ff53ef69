/** Runs on a sandbox whose reports have every shape. */
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Report } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { alwaysThere } from './always-there.ts';
import { push, REPOSITORY, ROLLOUT, settings } from './builders.ts';
import { onSandbox, type SandboxClusterOptions } from './on-sandbox.ts';
import { NASTY } from './report-builders.ts';
import { rollout, ROLLOUTS } from './sandbox-workloads.ts';

/** A run on a sandbox. */
export interface ReportRun {
  readonly title: string;
  readonly stage?: SandboxClusterOptions;
  readonly changes?: Partial<Settings>;
  readonly prepare?: (sandbox: Sandbox) => void;
  readonly missing?: readonly { readonly name: string; readonly fault: UpdaterError }[];
  /** What the document has: results, effects, reasons. */
  readonly words: readonly string[];
}

const EFFECTS = [
  { name: 'a' },
  { name: 'b', spec: { paused: true } },
  { name: 'c', kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } },
  { name: 'd', kind: 'StatefulSet', spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } },
  { name: 'e', kind: 'CronJob' },
  { name: 'f', kind: 'CronJob', spec: { suspend: true } },
];
const CACHED = [{ name: 'app', image: `${REPOSITORY}:v1`, imagePullPolicy: 'IfNotPresent' }];
const TERMS = { PROJECT: 'shop', CLUSTER: 'prod', LOCATION: 'europe-west1' };

/** Every result, effect and sort of reason once. */
export const REPORT_RUNS: readonly ReportRun[] = [
  {
    title: 'updates with every effect',
    stage: { objects: EFFECTS },
    words: ['now', 'paused', 'onDelete', 'partition', 'nextRun', 'suspended'].map(
      (effect) => `updated ${effect}`,
    ),
  },
  {
    title: 'an update of a kind that does not say when it takes effect',
    stage: { objects: [], resources: [ROLLOUTS] },
    prepare: (sandbox) => {
      const { metadata, ...made } = rollout('shop', 'web', `${REPOSITORY}:v1`);
      sandbox.put({ ...made, metadata: { ...metadata, creationTimestamp: '1970-01-01T00:00:00Z' } });
    },
    changes: { kinds: [ROLLOUT] },
    words: ['updated unknown'],
  },
  {
    title: 'a restart whose nodes keep the old bits',
    stage: { objects: [{ containers: CACHED }] },
    changes: { pin: 'tag' },
    words: ['updated now restarted staleImage'],
  },
  { title: 'observe mode', changes: { mode: 'observe' }, words: ['planned now'] },
  {
    title: 'skips with and without a detail',
    stage: {
      objects: [
        { name: 'a', metadata: { labels: { 'image-updater/hold': '' } } },
        { name: 'b', metadata: { annotations: { 'image-updater/policy': 'sometimes' } } },
        { name: 'c', containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] },
      ],
    },
    words: ['Held', 'InvalidPolicy', 'OtherTag'],
  },
  {
    title: 'more updates than the limit',
    stage: { objects: [{ name: 'a' }, { name: 'b' }] },
    changes: {
      replayTopic: { project: 'shop', topic: 'replay' },
      limits: { workloadsPerNamespace: 1, workloadsPerCluster: 200 },
    },
    words: ['TooMany', 'TooMany command'],
  },
  {
    title: 'a patch that a webhook refuses',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: NASTY, code: 403 } }),
    words: ['Refused'],
  },
  {
    title: 'a patch without the right to',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' } }),
    words: ['Forbidden'],
  },
  {
    title: 'a kind that cannot be listed',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { path: 'cronjobs' } }),
    words: ['updated now', 'Forbidden'],
  },
  {
    title: 'an object of a list that is no workload',
    prepare: (sandbox) =>
      sandbox.fail({ fault: { type: 'insertItem', at: 0, text: '"web"' }, match: { path: 'deployments' } }),
    words: ['updated now', 'InvalidObject'],
  },
  {
    title: 'a cluster that cannot be found, with the command that shows it',
    missing: [{ name: 'prod', fault: new UpdaterError('NotServing', 'it is in ERROR', { terms: TERMS }) }],
    words: ['updated now', 'NotServing command'],
  },
];

/** The report of a run for a push. */
export function runReport(
  { stage = {}, changes = {}, prepare, missing = [] }: Omit<ReportRun, 'title' | 'words'>,
  sent: Push = push(),
): Promise<Report> {
  return onSandbox(stage, async ({ sandbox, cluster }) => {
    prepare?.(sandbox);
    const lost: ClusterSource = { name: 'lost', find: () => Promise.resolve({ clusters: [], missing }) };
    const updater = { settings: settings(changes), sources: [alwaysThere(cluster), lost] };
    return updateClusters(sent, updater, { signal: new AbortController().signal });
  });
}
