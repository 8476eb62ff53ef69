/** A fleet as an operator may find it: the sample of the README and of the golden table. */
import { grantsFor, inContext, policyCommand } from '../../lib/admin/inspect/grants.ts';
import { VERBS, type Inspection, type Right } from '../../lib/admin/inspect/inspection.ts';
import { inspectionFault } from '../../lib/admin/inspect/advice.ts';
import { UPDATER } from './accounts.ts';

const PRODUCTION = 'projects/shop/locations/europe-west1/clusters/production';
const CREDENTIALS =
  'gcloud container clusters get-credentials staging --location europe-west1 --project shop';
const CONTEXT = 'gke_shop_europe-west1_staging';
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

/** All is well, one could be safer, one lacks a right, one is out of reach, one entry fails, one is empty. */
export const SAMPLE: readonly Inspection[] = [
  {
    state: 'inspected',
    cluster: 'production',
    ready: true,
    found: {
      entry: 'clusters[0]',
      way: PRODUCTION,
      endpoint: 'dns',
      server: new URL('https://gke-4f2a.europe-west1.gke.goog'),
      kubectl: `${CREDENTIALS.replace('staging', 'production')} --dns-endpoint`,
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
    state: 'inspected',
    cluster: 'local',
    ready: true,
    found: { entry: 'clusters[1]', way: 'http://127.0.0.1:8001/', server: new URL('http://127.0.0.1:8001') },
    version: 'v1.36.3',
    identity: IDENTITY,
    rights: rights(true),
    imageOnlyPolicy: { state: 'missing', open: ['deployments.apps'] },
    workloads: [...workloads([3]), { kind: 'Rollout', count: 0, absent: true }],
    scanMilliseconds: 7,
    faults: [],
    advice: [
      {
        weight: 'advised',
        message:
          'The image-only policy is missing for deployments.apps: with the credentials of the updater all fields can be changed.',
        commands: [policyCommand(UPDATER)],
      },
    ],
  },
  {
    state: 'inspected',
    cluster: 'staging',
    ready: false,
    why: 'rights',
    found: {
      entry: 'clusters[2]',
      way: PRODUCTION.replace('production', 'staging'),
      endpoint: 'public',
      server: new URL('https://203.0.113.7'),
      kubectl: CREDENTIALS,
      context: CONTEXT,
    },
    version: 'v1.34.1-gke.1829001',
    identity: IDENTITY,
    rights: rights(false),
    imageOnlyPolicy: { state: 'unknown', why: 'no permission to patch the tested workload' },
    workloads: workloads([96, 4, 9, 11]),
    scanMilliseconds: 61,
    faults: [],
    advice: grantsFor(rights(false), UPDATER, VERBS).map((each) => ({
      ...each,
      commands: each.commands.map((line) => inContext(line, CONTEXT)),
    })),
  },
  {
    state: 'unreachable',
    cluster: 'shop/us-east1/new',
    ready: false,
    why: 'ConnectTimeout',
    found: {
      entry: 'clusters[3]',
      way: PRODUCTION.replace('europe-west1', 'us-east1').replace('production', 'new'),
      endpoint: 'public',
      server: new URL('https://203.0.113.9'),
      kubectl: CREDENTIALS.replace('staging', 'new').replace('europe-west1', 'us-east1'),
    },
    faults: [
      inspectionFault({
        where: 'get the version',
        reason: 'ConnectTimeout',
        detail: 'GET https://203.0.113.9/version: expected a connection within 5000 ms',
        terms: { PROJECT: 'shop', LOCATION: 'us-east1', CLUSTER: 'new' },
      }),
    ],
    advice: [],
  },
  {
    state: 'notFound',
    cluster: 'lab/-/-',
    ready: false,
    why: 'ApiDisabled',
    found: { entry: 'clusters[4]', way: 'projects/lab/locations/-/clusters/-' },
    faults: [
      inspectionFault({
        where: 'find the cluster',
        reason: 'ApiDisabled',
        detail:
          'GET https://container.googleapis.com/v1/projects/lab/locations/-/clusters: 403 SERVICE_DISABLED',
        terms: { SERVICE: 'container.googleapis.com', PROJECT: 'lab' },
      }),
    ],
    advice: [],
  },
  {
    state: 'empty',
    cluster: 'play/-/-',
    ready: true,
    found: { entry: 'clusters[5]', way: 'projects/play/locations/-/clusters/-' },
    faults: [],
    advice: [],
  },
];
