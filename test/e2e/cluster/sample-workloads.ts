/** One object of each built-in kind, with everything that a reader of lists has to find, and much to pass over. */
import type { Json } from '../../../lib/sandbox/json.ts';

const IMAGE = 'europe-docker.pkg.dev/shop/images/web';

const POD_SPEC = {
  containers: [
    {
      name: 'web',
      image: `${IMAGE}:1.4.2@sha256:${'ab'.repeat(32)}`,
      imagePullPolicy: 'Always',
      command: ['/web', '--größe=ünïcödé'],
      env: Array.from({ length: 20 }, (_, index) => ({ name: `KEY_${index}`, value: `value ${index}` })),
      resources: { requests: { cpu: '100m', memory: '64Mi' } },
      ports: [{ containerPort: 8080 }],
    },
    { name: 'sidecar', image: 'envoyproxy/envoy:v1.31.0' },
  ],
  initContainers: [{ name: 'migrate', image: `${IMAGE}:1.4.2` }],
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: 'models', image: { reference: `${IMAGE}-models:1.4.2`, pullPolicy: 'IfNotPresent' } },
    { name: 'rules', image: {} },
  ],
};

const ANNOTATIONS = {
  'image-updater/policy': 'semver:^1',
  'image-updater/updates':
    '{"web":{"from":"a","to":"b","at":1,"mark":"1.1","floor":0,"push":"1","by":"shop"}}',
  'example.com/notes': 'not ours',
};

function metadata(name: string, more: Readonly<Record<string, Json>> = {}): Json {
  const labels = { app: name, 'web.image-updater/applied': '1763884800000.3' };
  return { name, namespace: 'default', labels, annotations: ANNOTATIONS, ...more };
}

function template(
  name: string,
  annotations: Json = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' },
): Json {
  return { metadata: { labels: { app: name }, annotations }, spec: POD_SPEC };
}

function selector(name: string): Json {
  return { matchLabels: { app: name } };
}

const OWNER = {
  apiVersion: 'example.com/v1',
  kind: 'Shop',
  name: 'main',
  uid: 'b0f7a1d2-0000-0000-0000-000000000000',
  controller: true,
};

export interface Sample {
  readonly path: string;
  readonly objects: readonly Json[];
}

/** By collection path. */
export const SAMPLES: readonly Sample[] = [
  {
    path: '/apis/apps/v1/namespaces/default/deployments',
    objects: [
      { metadata: metadata('plain'), spec: { selector: selector('plain'), template: template('plain') } },
      {
        metadata: metadata('paused'),
        spec: { paused: true, replicas: 0, selector: selector('paused'), template: template('paused') },
      },
      {
        metadata: metadata('owned', {
          ownerReferences: [{ ...OWNER, controller: false, uid: OWNER.uid.replace('b', 'c') }, OWNER],
        }),
        spec: { selector: selector('owned'), template: template('owned') },
      },
      {
        metadata: { name: 'bare', namespace: 'default' },
        spec: {
          selector: selector('bare'),
          template: { metadata: { labels: { app: 'bare' } }, spec: { containers: POD_SPEC.containers } },
        },
      },
      {
        metadata: metadata('deleting', { finalizers: ['example.com/stays'] }),
        spec: { selector: selector('deleting'), template: template('deleting') },
      },
    ],
  },
  {
    path: '/apis/apps/v1/namespaces/default/statefulsets',
    objects: [
      {
        metadata: metadata('plain'),
        spec: { serviceName: 'plain', selector: selector('plain'), template: template('plain') },
      },
      {
        metadata: metadata('partition'),
        spec: {
          serviceName: 'partition',
          selector: selector('partition'),
          template: template('partition'),
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 300 } },
        },
      },
      {
        metadata: metadata('on-delete'),
        spec: {
          serviceName: 'on-delete',
          selector: selector('on-delete'),
          template: template('on-delete'),
          updateStrategy: { type: 'OnDelete' },
        },
      },
    ],
  },
  {
    path: '/apis/apps/v1/namespaces/default/daemonsets',
    objects: [
      { metadata: metadata('plain'), spec: { selector: selector('plain'), template: template('plain') } },
      {
        metadata: metadata('on-delete'),
        spec: {
          selector: selector('on-delete'),
          template: template('on-delete'),
          updateStrategy: { type: 'OnDelete' },
        },
      },
    ],
  },
  {
    path: '/apis/batch/v1/namespaces/default/cronjobs',
    objects: [
      {
        metadata: metadata('nightly'),
        spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: jobPods('nightly') } } },
      },
      {
        metadata: metadata('suspended'),
        spec: {
          suspend: true,
          schedule: '0 3 * * *',
          jobTemplate: { spec: { template: jobPods('suspended') } },
        },
      },
    ],
  },
];

function jobPods(name: string): Json {
  return { metadata: { labels: { app: name } }, spec: { ...POD_SPEC, restartPolicy: 'Never' } };
}
