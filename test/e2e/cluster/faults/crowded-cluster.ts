/** An API server of its own, with enough in it that there is a middle, and scenes on it: some workloads and a push. */
import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import { collectionPath, type Kind } from '../../../../lib/core/workload/kind.ts';
import { readContainerState } from '../../../../lib/core/workload/applied-state.ts';
import type { Push } from '../../../../lib/core/event/push.ts';
import { wantsRedelivery, type ClusterReport, type Report } from '../../../../lib/core/report/report.ts';
import { parseWorkload, type Workload } from '../../../../lib/core/workload/workload.ts';
import type { Cluster } from '../../../../lib/kubernetes/cluster.ts';
import type { Connection } from '../../../../lib/kubernetes/client/connection.ts';
import { EXCHANGE_LIMITS } from '../../../../lib/kubernetes/client/exchange-limits.ts';
import { openTransport, type Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { memberAt, isList, type Json } from '../../../../lib/sandbox/json.ts';
import { updateClusters } from '../../../../lib/pipeline/update-clusters.ts';
import { CLUSTER, digest, kind as kindOf, push, ROLLOUT, settings } from '../../../support/builders.ts';
import {
  ADMIN,
  startControlPlane,
  UPDATER,
  type ControlPlane,
} from '../../../support/control-plane/control-plane.ts';
import { installRollouts, KINDS } from '../rollouts.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { alwaysThere } from '../../../support/always-there.ts';
import { sha256 } from '../../../support/sha256.ts';
import { createObject } from '../objects.ts';

export const DEPLOYMENT = kindOf('Deployment');
export { KINDS, ROLLOUT };

/** Deployments of another repository, of several KB each: no socket holds their list as a whole. */
export const OTHERS = 2000;

/** Whose service accounts may do what {@link UPDATER} may. */
export const ACCOUNTS = 'accounts';

/** After the creation of every workload. */
const LATER = Date.UTC(2100, 0, 1);
const { signal } = new AbortController();

/** Starts the server, with {@link OTHERS} in it and the updater's rights. */
export async function startCrowdedCluster(): Promise<ControlPlane> {
  const own = await startControlPlane({ assets: controlPlane().assets, controllers: false });
  await installRollouts(own);
  await createObject(own, '/api/v1/namespaces', { metadata: { name: ACCOUNTS } });
  await grant(own);
  await makeWorkloads(own, DEPLOYMENT, {
    namespace: 'others',
    image: 'example.com/other:1',
    count: OTHERS,
  });
  return own;
}

async function grant(own: ControlPlane): Promise<void> {
  const rights = '/apis/rbac.authorization.k8s.io/v1';
  const apiGroup = 'rbac.authorization.k8s.io';
  const verbs = ['get', 'list', 'patch'];
  await createObject(own, `${rights}/clusterroles`, {
    metadata: { name: 'updater' },
    rules: KINDS.map(({ group, plural }) => ({ apiGroups: [group], resources: [plural], verbs })),
  });
  await createObject(own, `${rights}/clusterrolebindings`, {
    metadata: { name: 'updater' },
    subjects: [
      { apiGroup, kind: 'User', name: UPDATER },
      { apiGroup, kind: 'Group', name: `system:serviceaccounts:${ACCOUNTS}` },
    ],
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'updater' },
  });
}

interface Crowd {
  readonly namespace: string;
  readonly image: string;
  readonly count: number;
}

async function makeWorkloads(own: ControlPlane, kind: Kind, { namespace, image, count }: Crowd) {
  await own.request(ADMIN, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  const atOnce = pLimit(20);
  const labels = { app: 'web' };
  const specOf = (index: number): Json => ({
    replicas: 0,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image, env: namespace === 'others' ? settingsOf(index) : [] }] },
    },
  });
  const { group, version, plural } = kind;
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      atOnce(() =>
        createObject(own, collectionPath(kind, namespace), {
          apiVersion: `${group}/${version}`,
          kind: kind.kind,
          metadata: { name: `${plural}-${index}`, namespace },
          spec: specOf(index),
        }),
      ),
    ),
  );
}

/** Texts that do not compress to nothing: a list of them has to be cut somewhere in its middle. */
function settingsOf(workload: number): Json[] {
  return Array.from({ length: 40 }, (_, index) => ({
    name: `KEY_${index}`,
    value: sha256(`${workload} ${index}`),
  }));
}

/** Some workloads of a repository and a namespace of their own, and pushes of that repository. */
export interface WorkloadSet {
  /** The first push, or a later one: each has bits of its own. */
  readonly push: (number?: number) => Push;
  /** Brings a push to the whole cluster, once. */
  readonly deliver: (transport: Transport, push?: Push) => Promise<ClusterReport>;
  /** As Pub/Sub does, until nothing wants to be delivered again: all reports, the last of them the one of success. */
  readonly deliverAll: (transport: Transport, push?: Push) => Promise<readonly ClusterReport[]>;
  /** The workloads as they are, with the admin's eyes. */
  readonly workloads: () => Promise<readonly Workload[]>;
  /** Fails unless all workloads run this push and say so, and were written to that often. */
  readonly allRun: (push: Push, writes: number) => Promise<void>;
}

/** Makes `count` workloads of each kind. */
export async function createWorkloadSet(
  own: ControlPlane,
  name: string,
  count: number,
  kinds = [DEPLOYMENT],
): Promise<WorkloadSet> {
  const repository = `europe-docker.pkg.dev/shop/${name}/web`;
  for (const kind of kinds)
    await makeWorkloads(own, kind, { namespace: name, image: `${repository}:v1`, count });
  const first = pushOf(repository, 1);
  const workloads = async () => (await Promise.all(kinds.map((kind) => workloadsOf(own, kind, name)))).flat();
  const bring = (transport: Transport, pushed: Push): Promise<Report> => {
    const cluster: Cluster = { ...CLUSTER, transport };
    return updateClusters(
      pushed,
      { settings: settings({ kinds: KINDS }), sources: [alwaysThere(cluster)] },
      { signal },
    );
  };
  return {
    push: (number = 1) => pushOf(repository, number),
    deliver: async (transport, pushed = first) => onlyCluster(await bring(transport, pushed)),
    deliverAll: async (transport, pushed = first) => {
      const reports: ClusterReport[] = [];
      for (;;) {
        const report = await bring(transport, pushed);
        reports.push(onlyCluster(report));
        if (!wantsRedelivery(report)) return reports;
      }
    },
    workloads,
    allRun: async (pushed, writes) => {
      const all = await workloads();
      assert.equal(all.length, count * kinds.length);
      for (const workload of all) {
        assert.equal(workload.containers[0]?.image, `${repository}:v1@${pushed.digest}`);
        const state = readContainerState(workload, 'app', workload.containers[0].image);
        assert.ok(state.status === 'followed');
        assert.deepEqual([state.entry.push, state.mark.count], [pushed.id, writes], workload.name);
      }
    },
  };
}

function pushOf(repository: string, number: number): Push {
  return push({ repository, digest: digest(number % 10), publishedAt: LATER + number, id: `m${number}` });
}

function onlyCluster({ clusters }: Report): ClusterReport {
  const [only] = clusters;
  assert.ok(only !== undefined && clusters.length === 1);
  return only;
}

async function workloadsOf(own: ControlPlane, kind: Kind, namespace: string): Promise<Workload[]> {
  const items = memberAt((await own.request(ADMIN, 'GET', collectionPath(kind, namespace))).json(), [
    'items',
  ]);
  assert.ok(isList(items));
  return items.map((item) => parseWorkload(kind, item) ?? assert.fail());
}

/** A transport as {@link UPDATER}, unless the connection has a token of its own; closed after `use`. */
export async function connected<T>(
  own: ControlPlane,
  to: { readonly url: URL | string; readonly ca: string },
  use: (transport: Transport) => Promise<T>,
  token: Connection['token'] = async () => own.tokens[UPDATER] ?? '',
): Promise<T> {
  // A held request must not run into a limit on a slow machine.
  const limits = { ...EXCHANGE_LIMITS, answerMs: 60_000, silenceMs: 60_000 };
  const transport = openTransport({ server: new URL(to.url), tls: { ca: to.ca }, token }, limits);
  try {
    return await use(transport);
  } finally {
    transport.close();
  }
}

/** A report in a few words: how many containers of each result and reason, and what of the cluster failed. */
export function wordsOf({
  updated,
  alreadyApplied,
  failed,
  skipped,
  faults,
}: ClusterReport): Readonly<Record<string, number>> {
  const words = [
    ...[...updated, ...alreadyApplied].map(({ result }) => result),
    ...failed.map(({ reason }) => reason),
    ...faults.map(({ where, reason }) => `${where}: ${reason}`),
  ];
  return {
    ...Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length])),
    ...Object.fromEntries(skipped.map(({ reason, count }) => [reason, count])),
  };
}
