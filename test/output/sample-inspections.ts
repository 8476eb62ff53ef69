/** A fleet as an operator may find it: the sample of the README and of the golden table. */
import { remedyOf } from '../../lib/core/reason.ts';
import { grantsFor, policyCommand } from '../../lib/kubernetes/inspect/grants.ts';
import { VERBS, type Inspection, type Right } from '../../lib/kubernetes/inspect/inspection.ts';

const UPDATER = 'updater@shop.iam.gserviceaccount.com';
const PRODUCTION = 'projects/shop/locations/europe-west1/clusters/production';
const CREDENTIALS =
  'gcloud container clusters get-credentials staging --location europe-west1 --project shop';
const IDENTITY = { username: UPDATER, groups: ['system:authenticated'] };

const RESOURCES = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  CronJob: 'cronjobs.batch',
};

function rights(patch: boolean): Right[] {
  return Object.entries(RESOURCES).map(([kind, resource]) => ({
    kind,
    resource,
    allowed: { get: true, list: true, patch },
  }));
}

const workloads = (counts: readonly number[]) =>
  Object.keys(RESOURCES).map((kind, index) => ({ kind, count: counts[index] ?? 0 }));

/** All is well, one could be safer, one lacks a right, one is out of reach, one is not there. */
export const SAMPLE: readonly Inspection[] = [
  {
    cluster: 'production',
    served: true,
    found: {
      entry: 'clusters[0]',
      way: PRODUCTION,
      endpoint: 'dns',
      server: 'https://gke-4f2a.europe-west1.gke.goog/',
    },
    version: 'v1.34.1-gke.1829001',
    identity: IDENTITY,
    rights: rights(true),
    imageOnlyPolicy: { state: 'inForce' },
    workloads: workloads([412, 18, 9, 37]),
    scanMilliseconds: 184,
    faults: [],
    advice: [],
  },
  {
    cluster: 'local',
    served: true,
    found: { entry: 'clusters[1]', way: 'http://127.0.0.1:8001/', server: 'http://127.0.0.1:8001/' },
    version: 'v1.36.3',
    identity: IDENTITY,
    rights: rights(true),
    imageOnlyPolicy: { state: 'missing' },
    workloads: [...workloads([3]), { kind: 'Rollout', count: 0, absent: true }],
    scanMilliseconds: 7,
    faults: [],
    advice: [
      {
        weight: 'advised',
        says: 'The image-only policy is missing: whoever holds our token can change workloads in any way.',
        commands: [policyCommand(UPDATER)],
      },
    ],
  },
  {
    cluster: 'staging',
    served: false,
    found: {
      entry: 'clusters[2]',
      way: PRODUCTION.replace('production', 'staging'),
      endpoint: 'public',
      server: 'https://203.0.113.7/',
      kubectl: CREDENTIALS,
    },
    version: 'v1.34.1-gke.1829001',
    identity: IDENTITY,
    rights: rights(false),
    imageOnlyPolicy: { state: 'unknown', why: 'we may not patch the workload it was tried on' },
    workloads: workloads([96, 4, 9, 11]),
    scanMilliseconds: 61,
    faults: [],
    advice: grantsFor(rights(false), UPDATER, VERBS),
  },
  {
    cluster: 'edge',
    served: false,
    found: {
      entry: 'clusters[3]',
      way: '~/.kube/config, context edge',
      server: 'https://edge.example.com:6443/',
    },
    imageOnlyPolicy: { state: 'unknown', why: 'the cluster could not be asked' },
    workloads: [],
    faults: [
      {
        where: 'ask for the version',
        reason: 'ConnectTimeout',
        detail: 'GET https://edge.example.com:6443/version: expected a connection within 5000 ms',
        remedy: remedyOf('ConnectTimeout'),
      },
    ],
    advice: [],
  },
  {
    cluster: 'lab',
    served: false,
    found: { entry: 'clusters[4]' },
    imageOnlyPolicy: { state: 'unknown', why: 'the cluster could not be asked' },
    workloads: [],
    faults: [
      {
        where: 'find the cluster',
        reason: 'ApiDisabled',
        detail:
          'GET https://container.googleapis.com/v1/projects/lab/locations/-/clusters: 403 SERVICE_DISABLED',
        remedy: remedyOf('ApiDisabled', { SERVICE: 'container.googleapis.com', PROJECT: 'lab' }),
      },
    ],
    advice: [],
  },
];
