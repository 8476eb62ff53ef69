/** The measured cluster: one control plane without controllers, filled with Deployments as far as is asked for. */
import { nextSecond } from '../../support/next-second.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Json } from '../../../lib/sandbox/json.ts';
import { metaText } from '../../../lib/sandbox/kubernetes-object.ts';
import { namespaceObject } from '../../support/sandbox-workloads.ts';
import type { Assets } from '../../support/control-plane/assets/find-assets.ts';
import {
  ADMIN,
  startControlPlane,
  UPDATER,
  type ControlPlane,
  type RequestContent,
} from '../../support/control-plane/control-plane.ts';
import { writeAccess, type Access } from './access.ts';
import { startCountingProxy, type Counted } from './counting-proxy.ts';
import { requestLogOf } from './request-log.ts';
import { processorTime } from './usage.ts';
import { imageTexts, NAMESPACES, usersOf, workload } from './workloads.ts';

/** What one run moved. */
export interface Traffic extends Counted {
  readonly requests: number;
}

export interface MeasuredCluster {
  /** For runs that are timed: straight to the API server. */
  readonly timed: Access;
  /** For runs whose traffic is counted: another user, through a proxy. */
  readonly counted: Access;
  /** What moved between the counted user and the API server since this was asked last. */
  readonly traffic: () => Promise<Traffic>;
  /** Milliseconds of processor time that the API server has spent so far. */
  readonly serverProcessor: () => number;
  /** Adds Deployments until there are `count`; resolves when the API server has nothing to do any more. */
  readonly fill: (count: number, progress: (done: number) => void) => Promise<void>;
  /** Bytes of the list of all Deployments as JSON, for one of them. */
  readonly bytesEach: () => Promise<number>;
  /** How many of the Deployments of an image run what was pushed. */
  readonly updated: (image: string) => Promise<number>;
  /** Sets the Deployments of an image back to what they were before a push. */
  readonly setBack: (image: string) => Promise<void>;
}

/** As {@link UPDATER}, with the same rights. */
const COUNTED = 'counted';

/** Lends a measured cluster out, and afterwards ends it, whatever happened. */
export async function withMeasuredCluster<T>(
  assets: Assets,
  work: (measuredCluster: MeasuredCluster) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-bench-cluster-'));
  try {
    const requests = await requestLogOf(COUNTED, folder);
    const controlPlane = await startControlPlane({
      assets,
      controllers: false,
      users: { [COUNTED]: [] },
      apiServerArguments: requests.arguments,
    });
    const proxy = await startCountingProxy(Number(new URL(controlPlane.url).port));
    try {
      await prepare(controlPlane);
      const access = (user: string, url: string): Promise<Access> =>
        writeAccess(folder, { url, user, ca: controlPlane.ca, token: controlPlane.tokens[user] ?? '' });
      let answered = 0;
      return await work({
        ...workloadsOf(controlPlane),
        timed: await access(UPDATER, controlPlane.url),
        counted: await access(COUNTED, `https://127.0.0.1:${proxy.port}`),
        serverProcessor: () => processorTime(controlPlane.pids().apiServer),
        traffic: async () => {
          const before = answered;
          answered = await requests.count();
          return { ...proxy.count(), requests: answered - before };
        },
      });
    } finally {
      await proxy.close();
      await controlPlane.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Namespaces, and the rights that the updater has in a cluster. */
async function prepare(controlPlane: ControlPlane): Promise<void> {
  for (let index = 0; index < NAMESPACES; index += 1)
    await send(controlPlane, 'POST', '/api/v1/namespaces', {
      body: namespaceObject(`team-${index}`),
    });
  const apiGroup = 'rbac.authorization.k8s.io';
  const type = { apiVersion: `${apiGroup}/v1`, metadata: { name: 'bench' } };
  const rules = [
    {
      apiGroups: ['apps', 'batch'],
      resources: ['deployments', 'statefulsets', 'daemonsets', 'cronjobs'],
      verbs: ['get', 'list', 'patch'],
    },
  ];
  await send(controlPlane, 'POST', `/apis/${apiGroup}/v1/clusterroles`, {
    body: {
      ...type,
      kind: 'ClusterRole',
      rules,
    },
  });
  await send(controlPlane, 'POST', `/apis/${apiGroup}/v1/clusterrolebindings`, {
    body: {
      ...type,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup, kind: 'ClusterRole', name: 'bench' },
      subjects: [UPDATER, COUNTED].map((name) => ({ apiGroup, kind: 'User', name })),
    },
  });
}

const AT_ONCE = 20;

function workloadsOf(
  controlPlane: ControlPlane,
): Pick<MeasuredCluster, 'bytesEach' | 'fill' | 'setBack' | 'updated'> {
  const limit = pLimit(AT_ONCE);
  const all = <T>(items: readonly number[], work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(items.map((index) => limit(() => work(index))));
  let count = 0;
  return {
    fill: async (wanted, progress) => {
      const missing = Array.from({ length: Math.max(0, wanted - count) }, (_, index) => count + index);
      await all(missing, async (index) => {
        await send(controlPlane, 'POST', `${collectionOf(index)}?fieldManager=helm`, {
          body: workload(index),
        });
        progress(index + 1);
      });
      count = Math.max(count, wanted);
      await untilIdle(controlPlane);
      await nextSecond();
    },
    bytesEach: async () => (await send(controlPlane, 'GET', '/apis/apps/v1/deployments')).length / count,
    updated: async (image) => {
      const texts = await all(usersOf(image, count), (index) => send(controlPlane, 'GET', pathOf(index)));
      return texts.filter((text) => text.includes(`"${imageTexts(image).after}"`)).length;
    },
    setBack: async (image) => {
      const body = setBackTo(imageTexts(image).before);
      await all(usersOf(image, count), (index) =>
        send(controlPlane, 'PATCH', pathOf(index), {
          body,
          headers: { 'content-type': 'application/strategic-merge-patch+json' },
        }),
      );
      await nextSecond();
    },
  };
}

/** The image as it was, and nothing that the updater leaves on a workload. */
function setBackTo(image: string): Json {
  return {
    metadata: {
      labels: { 'app.image-updater/applied': null },
      annotations: { 'image-updater/updates': null, 'kubernetes.io/change-cause': null },
    },
    spec: { template: { spec: { containers: [{ name: 'app', image }] } } },
  };
}

function collectionOf(index: number): string {
  return `/apis/apps/v1/namespaces/${metaText(workload(index), 'namespace')}/deployments`;
}

function pathOf(index: number): string {
  return `${collectionOf(index)}/${metaText(workload(index), 'name')}`;
}

/** As the administrator; rejects where it is refused. */
async function send(
  controlPlane: ControlPlane,
  method: string,
  place: string,
  content: RequestContent = {},
): Promise<string> {
  const { status, text } = await controlPlane.send(ADMIN, method, place, content);
  if (status >= 300) throw new Error(`${method} ${place} was answered with ${status}: ${text}`);
  return text;
}

const IDLE = { lookMs: 500, shareOfCore: 0.1, tries: 40 } as const;

/** After many writes the API server goes on tidying up for a while, which no run is to be charged with. */
async function untilIdle(controlPlane: ControlPlane): Promise<void> {
  for (let tries = IDLE.tries; tries > 0; tries -= 1) {
    const before = processorTime(controlPlane.pids().apiServer);
    await sleep(IDLE.lookMs);
    const spent = processorTime(controlPlane.pids().apiServer) - before;
    if (spent < IDLE.lookMs * IDLE.shareOfCore) return;
  }
}
