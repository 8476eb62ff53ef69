/**
 * The workloads of the demo's two clusters: about thirty, each with another result for the same push of `web:1.5.0`. Their
 * names say what is special about them.
 */
import type { KubernetesObject } from '../../sandbox/kubernetes-object.ts';

export const PROJECT = 'acme-shop';
/** The image under both spellings of its host, and through a mirror. */
export const WEB = 'gcr.io/acme-shop/web';
const WEB_ON_PKG_DEV = 'us-docker.pkg.dev/acme-shop/gcr.io/web';
const WEB_ON_MIRROR = 'registry.acme.internal:5000/shop/web';

const OLD_DIGEST = `sha256:${'0b'.repeat(32)}`;
/** The digest of the demo's first push. */
export const NEW_DIGEST = `sha256:${'5e'.repeat(32)}`;

const SEMVER = { 'image-updater/policy': 'semver:^1' };

interface WorkloadSketch {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Rollout';
  readonly namespace?: string;
  readonly name: string;
  readonly image: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** In addition to the container `web`. */
  readonly containers?: readonly { readonly name: string; readonly image: string }[];
  readonly initContainers?: readonly { readonly name: string; readonly image: string }[];
  readonly metadata?: Readonly<
    Record<string, string | readonly Readonly<Record<string, string | boolean>>[]>
  >;
  readonly spec?: KubernetesObject['metadata'];
}

const API_VERSIONS = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  CronJob: 'batch/v1',
  Rollout: 'argoproj.io/v1alpha1',
} as const;

/** Older than every push. */
const CREATED = '2025-11-01T08:00:00Z';

function object(sketch: WorkloadSketch): KubernetesObject {
  const {
    kind = 'Deployment',
    namespace = 'shop',
    name,
    image,
    annotations,
    labels = {},
    spec = {},
  } = sketch;
  const app = { 'app.kubernetes.io/name': name };
  const pod = {
    containers: [{ name: 'web', image }, ...(sketch.containers ?? [])],
    ...(sketch.initContainers === undefined ? {} : { initContainers: sketch.initContainers }),
  };
  const template = { metadata: { labels: app }, spec: pod };
  return {
    apiVersion: API_VERSIONS[kind],
    kind,
    metadata: {
      namespace,
      name,
      creationTimestamp: CREATED,
      labels: { ...app, ...labels },
      ...(annotations === undefined ? {} : { annotations }),
      ...sketch.metadata,
    },
    spec:
      kind === 'CronJob'
        ? { schedule: '0 3 * * *', ...spec, jobTemplate: { spec: { template } } }
        : { ...spec, template },
  };
}

/** Applied label and update record, as an earlier update wrote them. */
function appliedEarlier(image: string, time: number) {
  const mark = `${time}.1`;
  const entry = {
    from: `${WEB}:1.4.1`,
    to: image,
    at: time,
    mark,
    floor: 0,
    push: '7309198396944430',
    by: PROJECT,
  };
  return {
    labels: { 'web.image-updater/applied': mark },
    annotations: { 'image-updater/updates': JSON.stringify({ web: entry }) },
  };
}

/** Most of these workloads follow releases. One was rolled back a minute before `now`. */
export function productionWorkloads(now: number): KubernetesObject[] {
  const pinnedByUpdater = `${WEB}:1.5.0@${OLD_DIGEST}`;
  const rolledBack = appliedEarlier(`${WEB}:1.5.1@${OLD_DIGEST}`, now + 60_000);
  const sketches: readonly WorkloadSketch[] = [
    {
      name: 'web',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      containers: [{ name: 'envoy', image: 'envoyproxy/envoy:v1.31.0' }],
      initContainers: [{ name: 'migrate', image: `${WEB}:1.4.2` }],
    },
    { name: 'web-pkg-dev', image: `${WEB_ON_PKG_DEV}:1.4.2`, annotations: SEMVER },
    { name: 'web-mirror', image: `${WEB_ON_MIRROR}:1.4.2`, annotations: SEMVER },
    { name: 'web-idle', image: `${WEB}:1.4.2`, annotations: SEMVER, spec: { replicas: 0 } },
    { name: 'web-paused', image: `${WEB}:1.4.2`, annotations: SEMVER, spec: { paused: true } },
    { name: 'web-pinned', image: pinnedByUpdater, ...appliedEarlier(pinnedByUpdater, now - 86_400_000) },
    { name: 'web-pinned-by-hand', image: pinnedByUpdater },
    {
      kind: 'StatefulSet',
      name: 'sessions',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
    },
    {
      kind: 'DaemonSet',
      name: 'edge',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      spec: { updateStrategy: { type: 'OnDelete' } },
    },
    { kind: 'CronJob', name: 'nightly-report', image: `${WEB}:1.4.2`, annotations: SEMVER },
    {
      kind: 'CronJob',
      name: 'yearly-audit',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      spec: { suspend: true },
    },
    {
      kind: 'Rollout',
      name: 'checkout',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      spec: { strategy: { canary: {} } },
    },
    {
      name: 'web-rolled-back',
      image: `${WEB}:1.4.2`,
      ...rolledBack,
      annotations: { ...SEMVER, ...rolledBack.annotations },
    },
    { name: 'web-lts', image: `${WEB}:1.4.2`, annotations: { 'image-updater/policy': 'patch' } },
    { name: 'web-ahead', image: `${WEB}:1.6.0`, annotations: SEMVER },
    { name: 'web-alpine', image: `${WEB}:1.4.2-alpine`, annotations: SEMVER },
    { name: 'web-next', image: `${WEB}:2.0.0`, annotations: { 'image-updater/policy': 'semver:^2' } },
    {
      name: 'web-on-hold',
      image: `${WEB}:1.4.2`,
      annotations: SEMVER,
      labels: { 'image-updater/hold': 'true' },
    },
    {
      namespace: 'gitops',
      name: 'web-of-argo-cd',
      image: `${WEB}:1.4.2`,
      annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:gitops/web' },
    },
    {
      namespace: 'gitops',
      name: 'web-of-flux',
      image: `${WEB}:1.4.2`,
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
    },
    {
      name: 'web-of-operator',
      image: `${WEB}:1.4.2`,
      metadata: {
        ownerReferences: [
          { apiVersion: 'acme.example/v1', kind: 'Shop', name: 'main', uid: '1', controller: true },
        ],
      },
    },
    { namespace: 'kube-system', name: 'web-probe', image: `${WEB}:1.4.2`, annotations: SEMVER },
    { name: 'cart', image: 'gcr.io/acme-shop/cart:1.5.0', annotations: SEMVER },
  ];
  return sketches.map(object);
}

/** Most of these workloads follow every push. */
export function stagingWorkloads(): KubernetesObject[] {
  const sketches: readonly WorkloadSketch[] = [
    { name: 'web', image: `${WEB}:main-20251120`, annotations: { 'image-updater/policy': 'any' } },
    {
      name: 'web-minor',
      image: `${WEB}:1.4.2`,
      annotations: { 'web.image-updater/policy': 'minor' },
      containers: [{ name: 'compare', image: `${WEB}:1.4.2` }],
    },
    { name: 'web-set-by-ci', image: `${WEB}:1.5.0@${NEW_DIGEST}`, annotations: SEMVER },
    {
      name: 'web-main-branch',
      image: `${WEB}:123-main`,
      annotations: { 'image-updater/policy': 'pattern:^(?<number>\\d+)-(?<track>.+)$' },
    },
    { name: 'web-latest', image: WEB },
    { name: 'web-digest-only', image: `${WEB}@${OLD_DIGEST}` },
    {
      name: 'web-broken-policy',
      image: `${WEB}:1.4.2`,
      annotations: { 'image-updater/policy': 'semver:one point five' },
    },
    { name: 'web-never', image: `${WEB}:1.4.2`, annotations: { 'image-updater/policy': 'never' } },
    { name: 'web-typo', image: `${WEB}:$(VERSION)`, annotations: SEMVER },
    { name: 'payments', image: 'registry.acme.internal:5000/payments/web:1.4.2', annotations: SEMVER },
  ];
  return sketches.map(object);
}
