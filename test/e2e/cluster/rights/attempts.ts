/** Changes that somebody with the updater's token could try, and those that the updater makes. */
import type { Kind } from '../../../../lib/core/workload/kind.ts';
import { appliedLabelKey } from '../../../../lib/core/workload/workload.ts';
import type { Json, JsonMap } from '../../../../lib/sandbox/json.ts';
import { digest, REPOSITORY } from '../../../support/builders.ts';
import { metadataPointer, OWN_KEYS } from '../../../support/own-keys.ts';
import type { Made } from './own-cluster.ts';

const MODELS = 'europe-docker.pkg.dev/shop/images/models';
const INIT = 'europe-docker.pkg.dev/shop/images/init';

/** One operation of a JSON Patch; `template` is the JSON Pointer of the pod template. */
export type Attempt = (template: string) => JsonMap;

const container = (template: string, member: string): string => `${template}/spec/containers/0/${member}`;
/** An operation that sets a member, or appends to a list. */
export const add = (path: string, value: Json): JsonMap => ({ op: 'add', path, value });
/** An operation that takes a member out. */
export const drop = (path: string): JsonMap => ({ op: 'remove', path });
/** Sets the image of the first container. */
export const image =
  (value: string): Attempt =>
  (template) =>
    add(container(template, 'image'), value);

/** What a stolen token could be used for: a change each, made to the object that {@link GUARDED} describes. */
const REFUSED: Readonly<Record<string, Attempt>> = {
  'a volume with a secret': (template) =>
    add(`${template}/spec/volumes/-`, { name: 'key', secret: { secretName: 'key' } }),
  'all volumes again': (template) => add(`${template}/spec/volumes`, []),
  'another repository of an image volume': (template) =>
    add(`${template}/spec/volumes/1/image/reference`, `${MODELS}-evil:v1`),
  'a pull policy of an image volume': (template) =>
    add(`${template}/spec/volumes/1/image/pullPolicy`, 'Always'),
  'a secret in the place of an image volume': (template) => ({
    op: 'replace',
    path: `${template}/spec/volumes/1`,
    value: { name: 'models', secret: { secretName: 'key' } },
  }),
  'an image volume in the place of another': (template) => ({
    op: 'replace',
    path: `${template}/spec/volumes/0`,
    value: { name: 'data', image: { reference: `${MODELS}:v1` } },
  }),
  'the loss of a volume': (template) => drop(`${template}/spec/volumes/0`),
  'a volume mount': (template) =>
    add(container(template, 'volumeMounts'), [{ name: 'data', mountPath: '/data' }]),
  'a command': (template) => add(container(template, 'command'), ['sh']),
  arguments: (template) => add(container(template, 'args'), ['-c', 'id']),
  'an env entry': (template) => add(`${container(template, 'env')}/-`, { name: 'B', value: '2' }),
  'another value in an env entry': (template) => add(`${container(template, 'env')}/0/value`, '2'),
  'the loss of an env entry': (template) => drop(`${container(template, 'env')}/0`),
  'env from a secret': (template) => add(container(template, 'envFrom'), [{ secretRef: { name: 'key' } }]),
  'another user of a container': (template) => add(container(template, 'securityContext'), { runAsUser: 0 }),
  'a pull policy': (template) => add(container(template, 'imagePullPolicy'), 'Always'),
  'a lifecycle hook': (template) =>
    add(container(template, 'lifecycle'), { preStop: { exec: { command: ['id'] } } }),
  'a resource limit': (template) => add(container(template, 'resources'), { limits: { cpu: '1' } }),
  'a command of an init container': (template) => add(`${template}/spec/initContainers/0/command`, ['sh']),
  'a service account': (template) => add(`${template}/spec/serviceAccountName`, 'admin'),
  'the network of the host': (template) => add(`${template}/spec/hostNetwork`, true),
  'a node': (template) => add(`${template}/spec/nodeName`, 'node-1'),
  'an image pull secret': (template) => add(`${template}/spec/imagePullSecrets`, [{ name: 'key' }]),
  'a label of the pods': (template) => add(`${template}/metadata/labels/team`, 'b'),
  'an annotation of the pods': (template) => add(`${template}/metadata/annotations`, { note: 'a' }),
  'a new container': (template) =>
    add(`${template}/spec/containers/-`, { name: 'new', image: `${REPOSITORY}:v1` }),
  'a removed container': (template) => drop(`${template}/spec/containers/1`),
  'a new init container': (template) =>
    add(`${template}/spec/initContainers/-`, { name: 'new', image: `${REPOSITORY}:v1` }),
  'no init containers': (template) => drop(`${template}/spec/initContainers`),
  'another order of containers': (template) => ({
    op: 'move',
    from: `${template}/spec/containers/1`,
    path: `${template}/spec/containers/0`,
  }),
  'another name of a container': (template) => add(container(template, 'name'), 'new'),
  'another repository': image('europe-docker.pkg.dev/shop/images/other:v1'),
  'a longer name of the repository': image(`${REPOSITORY}2:v1`),
  'a repository below': image(`${REPOSITORY}/below:v1`),
  'another registry': image('ghcr.io/shop/images/web:v1'),
  'another port of the registry': image(REPOSITORY.replace('/', ':5000/')),
  'another host before the name': image(`evil.example/${REPOSITORY}:v1`),
  'a tag that goes on as a path': image(`${REPOSITORY}:v1/../evil`),
  'a digest that goes on as a path': image(`${REPOSITORY}@evil.example/web`),
  'a digest that is none': image(`${REPOSITORY}:v1@sha256:1`),
  'two tags': image(`${REPOSITORY}:v1:v2`),
  'the image of another container': (template) =>
    add(`${template}/spec/initContainers/0/image`, `${REPOSITORY}:v1`),
  'a foreign label': () => add('/metadata/labels/team', 'b'),
  "a label that looks like the updater's": () => add('/metadata/labels/image-updater~1applied', '1.1'),
  'the loss of a label': () => drop('/metadata/labels/app'),
  'the loss of the applied label': () =>
    drop(`/metadata/labels/${appliedLabelKey('web').replace('/', '~1')}`),
  'no labels': () => drop('/metadata/labels'),
  'a foreign annotation': () => add('/metadata/annotations/note', 'b'),
  'the annotation with the policy': () => add('/metadata/annotations/image-updater~1policy', 'any'),
  'the loss of an annotation': () => drop('/metadata/annotations/example.com~1team'),
  'owner references': () =>
    add('/metadata/ownerReferences', [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: '00000000-0000-0000-0000-000000000000' },
    ]),
  finalizers: () => add('/metadata/finalizers', ['example.com/stays']),
};

/** The workload that is attempted to be changed. */
export const GUARDED: Omit<Made, 'namespace'> = {
  metadata: {
    labels: { app: 'web', [appliedLabelKey('web')]: '1.1' },
    annotations: { 'example.com/team': 'a' },
  },
  containers: [
    { name: 'app', image: `${REPOSITORY}:v1`, env: [{ name: 'A', value: '1' }] },
    { name: 'side', image: 'ghcr.io/shop/side:v1' },
  ],
  initContainers: [{ name: 'init', image: `${INIT}:v1` }],
  pod: {
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'models', image: { reference: `${MODELS}:v1` } },
    ],
  },
};

/** Of one kind only. */
const REFUSED_OF: Readonly<Record<string, Readonly<Record<string, JsonMap>>>> = {
  Deployment: {
    replicas: add('/spec/replicas', 7),
    pausing: add('/spec/paused', true),
    'another strategy': add('/spec/strategy', { type: 'Recreate' }),
  },
  StatefulSet: {
    replicas: add('/spec/replicas', 7),
    'a partition': add('/spec/updateStrategy/rollingUpdate', { partition: 3 }),
  },
  DaemonSet: { 'minimum of ready seconds': add('/spec/minReadySeconds', 5) },
  CronJob: {
    'a schedule': add('/spec/schedule', '* * * * *'),
    suspension: add('/spec/suspend', true),
    parallelism: add('/spec/jobTemplate/spec/parallelism', 5),
    'a label of the jobs': add('/spec/jobTemplate/metadata/labels', { team: 'b' }),
  },
};

/** What passes, on the same object. */
export const PASSES: Readonly<Record<string, Attempt>> = {
  'another tag': image(`${REPOSITORY}:v2`),
  'another digest': image(`${REPOSITORY}@${digest(1)}`),
  'tag and digest': image(`${REPOSITORY}:v2@${digest(1)}`),
  'an image of an init container': (template) => add(`${template}/spec/initContainers/0/image`, `${INIT}:v2`),
  'an image of an image volume': (template) =>
    add(`${template}/spec/volumes/1/image/reference`, `${MODELS}:v2@${digest(1)}`),
  restartedAt: (template) =>
    add(`${template}/metadata/annotations`, { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }),
  ...Object.fromEntries(
    OWN_KEYS.map((own) => [
      `${own.map === 'labels' ? 'the label' : 'the annotation'} ${own.key}`,
      () => add(metadataPointer(own), own.value),
    ]),
  ),
};

/** What is refused on a kind, by what it would bring in or change. */
export function attemptsOn({ kind: name }: Kind): (readonly [string, Attempt])[] {
  const own = Object.entries(REFUSED_OF[name] ?? {});
  return [...Object.entries(REFUSED), ...own.map(([what, operation]) => [what, () => operation] as const)];
}
