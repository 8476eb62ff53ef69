/** An API server of its own with workloads of every kind, and the product as the updater on it. */
import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, collectionPath, type Kind } from '../../../../lib/core/workload/kind.ts';
import type { Push } from '../../../../lib/core/event/push.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import type { Settings } from '../../../../lib/core/settings.ts';
import { parseWorkload, type Workload } from '../../../../lib/core/workload/workload.ts';
import type { Cluster } from '../../../../lib/kubernetes/cluster.ts';
import { openTransport, type Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { memberAt, type Json, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { updateClusters } from '../../../../lib/pipeline/update-clusters.ts';
import { CLUSTER, glob, REPOSITORY, settings } from '../../../support/builders.ts';
import { alwaysThere } from '../../../support/always-there.ts';
import { namespaceObject } from '../../../support/sandbox-workloads.ts';
import {
  ADMIN,
  startControlPlane,
  UPDATER,
  type ControlPlane,
} from '../../../support/control-plane/control-plane.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { until } from '../../../support/until.ts';
import { createObject } from '../objects.ts';

/** Has the rights that a test gives it, and is not the one that the policy restricts. */
export const OTHER = 'somebody@example.com';

/** Later than any creation of a workload: milliseconds since the epoch. */
export const LATER = Date.UTC(2100, 0, 1);

/** Rights and policies hold for a whole cluster, so they are tested on one that nobody else uses. */
export interface OwnCluster {
  readonly controlPlane: ControlPlane;
  /** To the API server as {@link UPDATER}. */
  readonly transport: Transport;
  /** Another such transport, which knows nothing of the server yet. */
  readonly open: () => Transport;
  readonly close: () => Promise<void>;
}

export async function startOwnCluster(): Promise<OwnCluster> {
  const own = await startControlPlane({
    assets: controlPlane().assets,
    controllers: false,
    users: { [OTHER]: [] },
  });
  const token = own.tokens[UPDATER] ?? '';
  const open = (): Transport =>
    openTransport({ server: new URL(own.url), tls: { ca: own.ca }, token: async () => token });
  const transport = open();
  const close = async () => {
    transport.close();
    await own.stop();
  };
  return { controlPlane: own, transport, open, close };
}

/** Makes a namespace, as the admin. */
export async function makeNamespace({ controlPlane: own }: OwnCluster, name: string): Promise<void> {
  await createObject(own, '/api/v1/namespaces', namespaceObject(name));
}

/** A workload to make: one container `app` of {@link REPOSITORY} unless told otherwise. */
export interface Made {
  readonly namespace: string;
  readonly name?: string;
  readonly metadata?: JsonMap;
  readonly containers?: readonly Json[];
  readonly initContainers?: readonly Json[];
  /** Further members of the pod's `spec`. */
  readonly pod?: JsonMap;
}

/** Makes a workload of a kind, as the admin, and gives its path in the API. */
export async function makeWorkload(
  { controlPlane: own }: OwnCluster,
  kind: Kind,
  made: Made,
): Promise<string> {
  const collection = collectionPath(kind, made.namespace);
  await createObject(own, collection, objectOf(kind, made));
  return `${collection}/${made.name ?? 'web'}`;
}

/** The object that {@link makeWorkload} sends. */
export function objectOf(kind: Kind, made: Made): JsonMap {
  const { namespace, name = 'web', metadata = {}, initContainers, pod = {} } = made;
  const { containers = [{ name: 'app', image: `${REPOSITORY}:v1` }] } = made;
  const labels = { app: name };
  const isJob = kind.kind === 'CronJob';
  const spec = {
    ...pod,
    ...(isJob ? { restartPolicy: 'Never' } : {}),
    ...(initContainers === undefined ? {} : { initContainers }),
    containers,
  };
  const template = { metadata: { labels }, spec };
  return {
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name, namespace, ...metadata },
    spec: isJob
      ? { schedule: '0 3 * * *', jobTemplate: { spec: { template } } }
      : { selector: { matchLabels: labels }, template },
  };
}

/** A workload as it is now. */
export async function readWorkload(
  { controlPlane: own }: OwnCluster,
  kind: Kind,
  path: string,
): Promise<Workload> {
  const answer = await own.request(ADMIN, 'GET', path);
  assert.equal(answer.status, 200, answer.text);
  const workload = parseWorkload(kind, answer.json());
  assert.ok(workload !== undefined);
  return workload;
}

/** How the product is set up for a run. */
export interface Run {
  /** Globs or names of namespaces; all where not given. */
  readonly namespaces?: readonly string[];
  readonly transport?: Transport;
  readonly settings?: Partial<Settings>;
}

/** Brings a push to the cluster as the function does, and gives the cluster's report. */
export async function runUpdate(ownCluster: OwnCluster, push: Push, run: Run = {}): Promise<ClusterReport> {
  const cluster: Cluster = {
    ...CLUSTER,
    namespaces: { ...CLUSTER.namespaces, include: (run.namespaces ?? ['*']).map(glob) },
    transport: run.transport ?? ownCluster.transport,
  };
  const { signal } = new AbortController();
  const updater = { settings: settings(run.settings), sources: [alwaysThere(cluster)] };
  const [report] = (await updateClusters(push, updater, { signal })).clusters;
  assert.ok(report !== undefined);
  return report;
}

/** What a user may be asked about: a verb on a resource, as RBAC has them. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** All of them where not given. */
  readonly namespace?: string;
}

/** Whether the updater has a right, by its own question to the API server. */
export async function mayUpdater({ controlPlane: own }: OwnCluster, right: Right): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { ...right } },
  };
  const place = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await own.request(UPDATER, 'POST', place, review);
  assert.equal(answer.status, 201, answer.text);
  return memberAt(answer.json(), ['status', 'allowed']) === true;
}

/** The verbs that the product uses, on every built-in kind. */
const RIGHTS: readonly Right[] = BUILT_IN_KINDS.flatMap(({ group, plural }) =>
  ['get', 'list', 'patch'].map((verb) => ({ verb, group, resource: plural })),
);

/** Resolves once the updater has all of {@link RIGHTS} in that namespace, or everywhere, but those in `missing`. */
export async function rightsAre(
  ownCluster: OwnCluster,
  missing: (right: Right) => boolean,
  namespace?: string,
): Promise<void> {
  const place = namespace === undefined ? {} : { namespace };
  await until(async () => {
    const answers = await Promise.all(
      RIGHTS.map(async (right) => (await mayUpdater(ownCluster, { ...right, ...place })) !== missing(right)),
    );
    return answers.every(Boolean);
  });
}
