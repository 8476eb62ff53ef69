/**
 * Kinds that a configuration adds: their rows, and an object of each with what its CRD or its webhook fills in. Every image
 * of the pushed repository in an object is to change, and nothing else.
 */
import type { Effect } from '../../lib/core/workload/effect.ts';
import type { Kind } from '../../lib/core/workload/kind.ts';
import type { Json, JsonMap } from '../../lib/sandbox/json.ts';
import { asObject, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { formatApiVersion, type Resource } from '../../lib/sandbox/resources.ts';
import { config, MINIMAL } from './config-builders.ts';

/** A row as it is written under `kinds:`. */
export interface KindRow {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly podTemplate?: string;
  readonly podTemplates?: readonly string[];
  readonly images?: readonly string[];
}

/** A kind, and how an object of it looks. */
export interface CustomKind {
  readonly row: KindRow;
  /** The object's `spec` with this image in every place where the pushed repository is. */
  readonly spec: (image: string) => JsonMap;
  readonly effect: Effect;
}

const labels = { app: 'web' };

/** A pod template with one container `app`, and one of another image. */
function template(image: string, name = 'app', more: JsonMap = {}): JsonMap {
  const sidecar = { name: 'proxy', image: 'envoyproxy/envoy:v1.30.1' };
  return { metadata: { labels }, spec: { containers: [{ name, image }, sidecar], ...more } };
}

const KRUISE = { group: 'apps.kruise.io', version: 'v1alpha1' };

export const CUSTOM_KINDS: readonly CustomKind[] = [
  {
    row: { ...KRUISE, plural: 'clonesets', kind: 'CloneSet' },
    spec: (image) => ({
      replicas: 5,
      selector: { matchLabels: labels },
      template: template(image),
      updateStrategy: { type: 'InPlaceIfPossible', partition: '20%', maxUnavailable: '20%' },
    }),
    effect: 'partition',
  },
  {
    row: { ...KRUISE, version: 'v1beta1', plural: 'statefulsets', kind: 'StatefulSet' },
    spec: (image) => ({
      replicas: 3,
      serviceName: 'web',
      selector: { matchLabels: labels },
      template: template(image),
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 0, paused: true, podUpdatePolicy: 'InPlaceIfPossible' },
      },
    }),
    effect: 'paused',
  },
  {
    row: {
      group: 'keda.sh',
      version: 'v1alpha1',
      plural: 'scaledjobs',
      kind: 'ScaledJob',
      podTemplate: 'spec.jobTargetRef.template',
    },
    spec: (image) => ({
      jobTargetRef: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        template: template(image, 'app', { restartPolicy: 'Never' }),
      },
      pollingInterval: 30,
      maxReplicaCount: 100,
      rollout: { strategy: 'gradual' },
      triggers: [{ type: 'rabbitmq', metadata: { queueName: 'orders', mode: 'QueueLength', value: '5' } }],
    }),
    effect: 'nextRun',
  },
  {
    row: { group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts', kind: 'Rollout' },
    spec: (image) => ({
      replicas: 3,
      selector: { matchLabels: labels },
      template: template(image),
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
    }),
    effect: 'now',
  },
  {
    row: { group: 'serving.knative.dev', version: 'v1', plural: 'services', kind: 'Service' },
    spec: (image) => ({
      template: {
        metadata: { annotations: { 'autoscaling.knative.dev/min-scale': '1' } },
        spec: { containerConcurrency: 80, timeoutSeconds: 300, containers: [{ name: 'app', image }] },
      },
      traffic: [{ latestRevision: true, percent: 100 }],
    }),
    effect: 'now',
  },
  {
    row: {
      group: 'ray.io',
      version: 'v1',
      plural: 'rayclusters',
      kind: 'RayCluster',
      podTemplates: ['spec.headGroupSpec.template', 'spec.workerGroupSpecs[*].template'],
    },
    spec: (image) => ({
      rayVersion: '2.46.0',
      headGroupSpec: {
        rayStartParams: { 'dashboard-host': '0.0.0.0' },
        template: template(image, 'ray-head'),
      },
      workerGroupSpecs: ['small', 'large'].map((groupName) => ({
        groupName,
        replicas: 2,
        minReplicas: 1,
        maxReplicas: 5,
        rayStartParams: {},
        template: template(image, 'ray-worker', {
          initContainers: [{ name: 'wait', image }],
          volumes: [{ name: 'models', image: { reference: image, pullPolicy: 'IfNotPresent' } }],
        }),
      })),
    }),
    effect: 'unknown',
  },
  {
    row: {
      group: 'sparkoperator.k8s.io',
      version: 'v1beta2',
      plural: 'sparkapplications',
      kind: 'SparkApplication',
      images: ['spec.image', 'spec.driver.image', 'spec.executor.image'],
    },
    spec: (image) => ({
      type: 'Scala',
      mode: 'cluster',
      image,
      mainClass: 'org.apache.spark.examples.SparkPi',
      mainApplicationFile: 'local:///opt/spark/examples/jars/spark-examples.jar',
      sparkVersion: '3.5.5',
      driver: {
        cores: 1,
        image,
        memory: '512m',
        sidecars: [{ name: 'proxy', image: 'envoyproxy/envoy:v1' }],
      },
      executor: { cores: 1, instances: 2, memory: '512m' },
    }),
    effect: 'unknown',
  },
  {
    row: {
      group: 'postgresql.cnpg.io',
      version: 'v1',
      plural: 'clusters',
      kind: 'Cluster',
      images: ['spec.imageName'],
    },
    spec: (imageName) => ({ instances: 3, imageName, storage: { size: '1Gi' } }),
    effect: 'unknown',
  },
  {
    row: {
      group: 'tekton.dev',
      version: 'v1',
      plural: 'tasks',
      kind: 'Task',
      images: ['spec.steps[*].image', 'spec.sidecars[*].image', 'spec.stepTemplate.image'],
    },
    spec: (image) => ({
      params: [{ name: 'image', type: 'string' }],
      stepTemplate: { image, env: [{ name: 'HOME', value: '/tekton/home' }] },
      steps: [
        { name: 'build', image, script: '#!/bin/sh\necho build\n' },
        { name: 'push', image: 'gcr.io/kaniko-project/executor:v1.23.2' },
        { image, command: ['true'] },
      ],
      sidecars: [{ name: 'docker', image: 'docker:dind' }],
      workspaces: [{ name: 'source' }],
    }),
    effect: 'unknown',
  },
];

/** The row as the configuration reads it. */
export function readKind(row: KindRow): Kind {
  const { kinds } = config(`${MINIMAL}kinds: [${JSON.stringify(row)}]`).settings;
  const read = kinds.at(-1);
  if (read === undefined) throw new Error('the configuration has no kinds');
  return read;
}

/** The row of the sandbox that serves objects of the kind. */
export function customResource({ group, version, plural, kind }: KindRow): Resource {
  return { group, version, plural, kind, namespaced: true, custom: true };
}

/** An object of the kind. */
export function customObject(
  { row, spec }: CustomKind,
  namespace: string,
  image: string,
  name = 'web',
): KubernetesObject {
  const object: JsonMap = { metadata: { namespace, name }, spec: spec(image) };
  return asObject({ kind: row.kind, apiVersion: formatApiVersion(row) }, object);
}

/** A definition of the kind, as small as it can be. */
export function customDefinition({ group, version, plural, kind }: KindRow): Json {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    // Without it no group below `k8s.io` is accepted.
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
          subresources: { status: {} },
        },
      ],
    },
  };
}
