/**
 * The workloads of the measured clusters: Deployments of about 10 KB with two containers of 20 environment
 * entries each, of which `managedFields` are nearly half, as those of real clusters are.
 */
import type { Json, JsonMap } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';

/** The project whose registry the images are in. */
export const PROJECT = 'acme-shop';

/** What all the images run, and what is pushed. */
export const TAG = '1.4.2';
export const DIGEST = `sha256:${'4d'.repeat(32)}`;

/** Images, each of which one workload of a hundred uses. */
export const IMAGES = [
  'checkout',
  'catalogue',
  'basket',
  'payments',
  'search',
  'invoices',
  'shipping',
  'reviews',
] as const;

/** An image that no workload uses. */
export const UNUSED = 'nobody-uses-this';

/** One workload of a hundred uses each of {@link IMAGES}, or all use the first. */
export type Users = 'some' | 'all';

export function deploymentRepository(image: string): string {
  return `europe-docker.pkg.dev/${PROJECT}/images/${image}`;
}

export function deployments(count: number, users: Users): KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => deployment(index, imageAt(index, users)));
}

function imageAt(index: number, users: Users): string {
  return users === 'all' ? IMAGES[0] : (IMAGES[index % 100] ?? `service-${index}`);
}

/** The `index`th workload, whose first container runs this image. */
export function deployment(index: number, image: string): KubernetesObject {
  const name = `workload-${String(index).padStart(5, '0')}`;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/version': TAG, team: 'shop' };
  const containers = [container('app', image), container('proxy', 'envoy')];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: `team-${index % 20}`,
      creationTimestamp: '2026-01-05T08:00:00Z',
      labels,
      annotations: { 'deployment.kubernetes.io/revision': '7' },
      managedFields: [managed('helm', ownedByHelm(labels)), managed('kube-controller-manager', STATUS)],
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      template: {
        metadata: { labels },
        spec: {
          containers,
          restartPolicy: 'Always',
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
        },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 7,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: ['Available', 'Progressing'].map((type) => ({
        type,
        status: 'True',
        lastUpdateTime: '2026-01-05T08:01:00Z',
        lastTransitionTime: '2026-01-05T08:00:00Z',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      })),
    },
  };
}

const SETTINGS = Array.from(
  { length: 20 },
  (_, index) => `SERVICE_SETTING_${String(index).padStart(2, '0')}`,
);

function container(name: string, image: string): JsonMap {
  return {
    name,
    image: `${deploymentRepository(image)}:${TAG}`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: SETTINGS.map((setting) => ({
      name: setting,
      value: `https://${name}.shop.internal.example/v2/settings`,
    })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    terminationMessagePath: '/dev/termination-log',
    imagePullPolicy: 'IfNotPresent',
  };
}

function managed(manager: string, fieldsV1: JsonMap): JsonMap {
  return {
    manager,
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: '2026-01-05T08:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1,
  };
}

function ownedByHelm(labels: JsonMap): JsonMap {
  const metadata = { 'f:labels': { '.': {}, ...fields(...Object.keys(labels)) } };
  const containers = Object.fromEntries(['app', 'proxy'].map((name) => [keyed({ name }), CONTAINER]));
  return {
    'f:metadata': metadata,
    'f:spec': {
      ...fields('progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit', 'selector', 'strategy'),
      'f:template': {
        'f:metadata': metadata,
        'f:spec': {
          'f:containers': containers,
          ...fields('dnsPolicy', 'restartPolicy', 'schedulerName'),
        },
      },
    },
  };
}

const CONTAINER: JsonMap = {
  '.': {},
  ...fields('image', 'imagePullPolicy', 'name', 'terminationMessagePath'),
  'f:env': {
    '.': {},
    ...Object.fromEntries(SETTINGS.map((name) => [keyed({ name }), { '.': {}, ...fields('name', 'value') }])),
  },
  'f:ports': {
    '.': {},
    [keyed({ containerPort: 8080, protocol: 'TCP' })]: {
      '.': {},
      ...fields('containerPort', 'name', 'protocol'),
    },
  },
  'f:resources': {
    '.': {},
    'f:limits': { '.': {}, ...fields('memory') },
    'f:requests': { '.': {}, ...fields('cpu', 'memory') },
  },
};

const STATUS: JsonMap = {
  'f:metadata': { 'f:annotations': { '.': {}, ...fields('deployment.kubernetes.io/revision') } },
  'f:status': {
    ...fields('availableReplicas', 'observedGeneration', 'readyReplicas', 'replicas', 'updatedReplicas'),
    'f:conditions': Object.fromEntries(
      ['Available', 'Progressing'].map((type) => [
        keyed({ type }),
        { '.': {}, ...fields('lastTransitionTime', 'lastUpdateTime', 'message', 'reason', 'status', 'type') },
      ]),
    ),
  },
};

function fields(...names: readonly string[]): JsonMap {
  return Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
}

function keyed(key: Json): string {
  return `k:${JSON.stringify(key)}`;
}
