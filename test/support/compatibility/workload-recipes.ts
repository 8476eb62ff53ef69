/** How the workloads of the fixtures come to be: what happens to an object in a sandbox, one recipe for each fixture. */
import type { Hold } from '../../../lib/core/workload/hold.ts';
import { asObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { mapOr, readJson, type JsonMap } from '../../../lib/sandbox/json.ts';
import { digest, policy, push, REPOSITORY, type Given } from '../builders.ts';
import type { EvolvingWorkload } from './evolving-workload.ts';

/** When the first push of each recipe was published. */
const FIRST_AT = 1_764_387_000_000;
const FIRST = push({ digest: digest(1), publishedAt: FIRST_AT, id: '8041722640918121' });
const SECOND = push({ digest: digest(2), publishedAt: FIRST_AT + 60_000, id: '8041722640918122' });
const IMAGE = `${REPOSITORY}:v1`;
const ANY = { policy: policy('any') };

/** What happens to an object. */
export interface Recipe {
  /** The object at first; by default a Deployment with one container `app`. */
  readonly given?: Given;
  /** A kind of the configuration instead, by its name. */
  readonly custom?: string;
  readonly run: (workload: EvolvingWorkload) => Promise<void> | void;
}

const followed = (workload: EvolvingWorkload): Promise<void> => workload.gets(FIRST);
const of = (given: Given): Recipe => ({ given, run: followed });
const ofCustom = (custom: string): Recipe => ({ custom, run: followed });
const withRecord = (change: (app: JsonMap, record: JsonMap) => JsonMap | string): Recipe => ({
  run: async (workload) => {
    await workload.gets(FIRST);
    workload.isRecordedAs((record) => {
      const changed = change(mapOr(record['app']), record);
      return typeof changed === 'string' ? changed : JSON.stringify(changed);
    });
  },
});
const withLabel = (value: string | undefined): Recipe => ({
  run: async (workload) => {
    await workload.gets(FIRST);
    workload.has('labels', 'app.image-updater/applied', value);
  },
});
const APP = { name: 'app', image: IMAGE };
const PROXY = { name: 'proxy', image: 'envoyproxy/envoy:v1.30.1' };
const MODELS = [{ name: 'models', image: { reference: IMAGE, pullPolicy: 'IfNotPresent' } }];
const HOLD: Hold = { by: 'alice', why: 'incident 42', at: FIRST_AT };

/** The recipes, by the name of the fixture. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  unmarked: { run: () => undefined },
  followed: { run: followed },
  'followed-twice': {
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.gets(SECOND);
    },
  },
  'followed-of-a-caller': {
    run: (workload) => workload.gets(push({ ...FIRST, caller: 'deployer' })),
  },
  'followed-by-a-person': {
    run: (workload) => workload.gets(push({ ...FIRST, caller: 'alice@example.com', ignoreLimit: true })),
  },
  'followed-of-no-known-topic': {
    run: (workload) => {
      const { source: _source, ...rest } = FIRST;
      return workload.gets(rest);
    },
  },
  'followed-of-reconcile': { run: (workload) => workload.gets(push({ ...FIRST, trigger: 'reconcile' })) },
  'followed-beside-metadata-of-others': of({
    metadata: {
      labels: { 'app.kubernetes.io/name': 'web', team: 'a' },
      annotations: { 'example.com/team': 'a', 'image-updater/policy': 'any' },
    },
  }),
  'pinned-to-the-pushed-digest': of({ containers: [{ name: 'app', image: `${IMAGE}@${digest(1)}` }] }),
  'found-after-an-update': {
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.gets(push({ ...FIRST, publishedAt: FIRST_AT + 60_000, id: '8041722640918123' }));
    },
  },
  'pinned-by-hand': of({ containers: [{ name: 'app', image: `${IMAGE}@${digest(9)}` }] }),
  'pinned-by-hand-and-followed': of({
    metadata: { annotations: { 'image-updater/policy': 'any' } },
    containers: [{ name: 'app', image: `${IMAGE}@${digest(9)}` }],
  }),
  'drifted-image': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.replaces(`${IMAGE}@${digest(1)}`, `${REPOSITORY}:v0`);
    },
  },
  'rolled-back-by-undo': {
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.gets(SECOND);
      workload.isUndone();
    },
  },
  'rolled-back-to-before': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.isUndone();
    },
  },
  'rolled-back-and-followed-again': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.isUndone();
      await workload.gets(SECOND);
    },
  },
  'rolled-back-stateful-set': {
    given: { kind: 'StatefulSet' },
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.gets(SECOND);
      workload.isUndone();
    },
  },
  'reverted-by-admission': {
    run: (workload) => {
      workload.isAdmittedAs(() => IMAGE);
      return workload.refuses(FIRST, 'Refused');
    },
  },
  'reverted-by-admission-after-an-update': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.isAdmittedAs(() => `${IMAGE}@${digest(1)}`);
      await workload.refuses(SECOND, 'Refused');
    },
  },
  'rewritten-by-admission': {
    run: (workload) => {
      workload.isAdmittedAs((image) => image.replace('europe-docker.pkg.dev', 'mirror.example.com'));
      return workload.refuses(FIRST, 'Rewritten');
    },
  },
  'digest-added-by-admission': {
    run: (workload) => {
      workload.isAdmittedAs((image) => (image.includes('@') ? image : `${image}@${digest(1)}`));
      return workload.gets(push({ ...FIRST, tag: 'v2' }), { ...ANY, pin: 'tag' });
    },
  },
  'tag-pinned': { run: (workload) => workload.gets(push({ ...FIRST, tag: 'v2' }), { ...ANY, pin: 'tag' }) },
  // A webhook that adds digests came later, and acted on a write of somebody else.
  'tag-pinned-digest-added-later': {
    run: async (workload) => {
      await workload.gets(push({ ...FIRST, tag: 'v2' }), { ...ANY, pin: 'tag' });
      workload.replaces(`${REPOSITORY}:v2`, `${REPOSITORY}:v2@${digest(1)}`);
    },
  },
  'tag-pinned-restarted': {
    run: async (workload) => {
      await workload.gets(FIRST, { pin: 'tag' });
      await workload.gets(SECOND, { pin: 'tag' });
    },
  },
  'without-digest': {
    run: (workload) => {
      const { digest: _digest, ...rest } = push({ ...FIRST, tag: 'v2' });
      return workload.gets(rest, ANY);
    },
  },
  unpinned: {
    run: async (workload) => {
      await workload.gets(FIRST);
      const { digest: _digest, ...rest } = push({ ...SECOND, tag: 'v2', unpinned: true, caller: 'alice' });
      await workload.gets(rest, ANY);
    },
  },
  'several-containers': of({ containers: [APP, PROXY, { name: 'worker', image: IMAGE }] }),
  'one-of-several-drifted': {
    given: { containers: [APP, { name: 'worker', image: IMAGE }] },
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.becomes((object) => {
        const text = JSON.stringify(object['spec']);
        const at = text.lastIndexOf(`@${digest(1)}`);
        const spec = readJson(text.slice(0, at) + text.slice(at + digest(1).length + 1));
        return asObject(object, { ...object, spec });
      });
    },
  },
  'init-containers': of({ containers: [APP, PROXY], initContainers: [{ name: 'migrate', image: IMAGE }] }),
  'image-volume': of({ containers: [APP], volumes: MODELS }),
  'stateful-set': of({ kind: 'StatefulSet' }),
  'daemon-set': of({ kind: 'DaemonSet' }),
  'cron-job': of({ kind: 'CronJob', spec: { schedule: '0 3 * * *' } }),
  'scaled-to-zero': of({ spec: { replicas: 0 } }),
  'custom-rollout': ofCustom('Rollout'),
  'custom-scaled-job': ofCustom('ScaledJob'),
  'custom-ray-cluster': ofCustom('RayCluster'),
  'custom-spark-application': ofCustom('SparkApplication'),
  'custom-cnpg-cluster': ofCustom('Cluster'),
  'custom-tekton-task': ofCustom('Task'),
  held: {
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.isHeld(HOLD);
    },
  },
  'held-unmarked': { run: (workload) => workload.isHeld({ by: 'alice', at: FIRST_AT }) },
  'held-with-kubectl': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.has('labels', 'image-updater/hold', 'yes');
    },
  },
  released: {
    run: async (workload) => {
      await workload.gets(FIRST);
      await workload.isHeld(HOLD);
      await workload.isHeld(undefined);
    },
  },
  'person-label-removed': withLabel(undefined),
  'person-label-unreadable': withLabel('yesterday'),
  'person-label-of-2099': withLabel('4070908800000.1'),
  'person-record-removed': {
    run: async (workload) => {
      await workload.gets(FIRST);
      workload.has('annotations', 'image-updater/updates', undefined);
    },
  },
  'person-record-no-json': withRecord(() => '{"app": {'),
  'person-record-of-another-kind': withRecord(() => '["app"]'),
  'person-record-unknown-keys': withRecord((app) => ({
    app: { ...app, ticket: 'OPS-42', notes: { seen: ['alice', 'bob'] }, count: 3 },
    comment: 'do not touch',
  })),
  'person-record-of-a-removed-container': withRecord((app, record) => ({ ...record, gone: app })),
  'person-record-entry-incomplete': withRecord(({ at: _at, ...app }) => ({ app })),
  'person-record-time-of-2099': withRecord((app) => ({ app: { ...app, at: 4_070_908_800_000 } })),
  'person-record-nested-deep': withRecord((app) => ({
    app: { ...app, deep: readJson('['.repeat(200) + ']'.repeat(200)) },
  })),
  'person-record-too-large': withRecord((app) => ({ app: { ...app, notes: 'x'.repeat(66_000) } })),
};
