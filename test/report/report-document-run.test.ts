import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import type { ReportDocument } from '../../lib/report/report-schema.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { push, REPOSITORY, ROLLOUT, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { rollout, ROLLOUTS } from '../support/sandbox-workloads.ts';
import { onSandbox, type SandboxClusterOptions } from '../support/on-sandbox.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { complaints, NASTY, UNPRINTABLE } from '../support/report-builders.ts';
import { textsIn } from './texts-in.ts';

const { signal } = new AbortController();

interface Run {
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

const RUNS: readonly Run[] = [
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

describe('the document of a real run', () => {
  for (const { title, stage = {}, changes = {}, prepare, missing = [], words } of RUNS)
    it(`with ${title} is what the schema says`, () =>
      onSandbox(stage, async ({ sandbox, cluster }) => {
        prepare?.(sandbox);
        const lost: ClusterSource = { name: 'lost', find: () => Promise.resolve({ clusters: [], missing }) };
        const updater = { settings: settings(changes), sources: [alwaysThere(cluster), lost] };
        const document = reportDocument(await updateClusters(push(), updater, { signal }));
        assert.deepEqual(complaints(document), []);
        assert.deepEqual(new Set(wordsOf(document)), new Set(words));
        assert.ok(textsIn(document).every((text) => !UNPRINTABLE.test(text)));
      }));
});

function wordsOf({ clusters }: ReportDocument): string[] {
  return clusters.flatMap(({ updated, failed, faults, skipped }) => [
    ...updated.map(({ result, effect, restarted, staleImage }) =>
      [result, effect, ...(restarted ? ['restarted'] : []), ...(staleImage ? ['staleImage'] : [])].join(' '),
    ),
    ...[...failed, ...faults].map(({ reason, command }) =>
      command === undefined ? reason : `${reason} command`,
    ),
    ...skipped.map(({ reason }) => reason),
  ]);
}
