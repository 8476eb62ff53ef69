/** Workloads on a test namespace: making them, and what they look like now. */
import assert from 'node:assert/strict';
import { collectionPath } from '../../../../lib/core/workload/kind.ts';
import { memberAt, isList, isMap, mapOr, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { readTexts } from '../../../../lib/sandbox/kubernetes-object.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { create, kindOf, type TestNamespace } from './test-namespace.ts';
import { eventually } from '../../../support/until.ts';
import { podImage } from '../../../support/pod-image.ts';

/** A workload with one container `app`. */
export interface Made {
  /** A Deployment unless told otherwise. */
  readonly kind?: string;
  readonly name: string;
  readonly image: string;
  readonly metadata?: JsonMap;
  /** Further members of `spec`. */
  readonly spec?: JsonMap;
  /** Further members of the pod's `spec`. */
  readonly pod?: JsonMap;
}

/** Which workload of a test namespace; a Deployment unless told otherwise. */
export interface Named {
  readonly kind?: string;
  readonly name: string;
}

/** Each workload of a kind has labels of its own: selectors must not overlap. */
export function objectOf({ namespace }: TestNamespace, made: Made): JsonMap {
  const { kind = 'Deployment', name, image, metadata = {}, spec = {}, pod = {} } = made;
  const labels = { app: `${kind}-${name}` };
  const { group, version, podTemplate } = kindOf(kind);
  const isJob = podTemplate.includes('jobTemplate');
  const containers = [{ name: 'app', image }];
  const restartPolicy = isJob ? { restartPolicy: 'Never' } : {};
  const template = { metadata: { labels }, spec: { ...restartPolicy, ...pod, containers } };
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name, namespace, ...metadata },
    spec: isJob
      ? { schedule: '0 3 1 1 *', ...spec, jobTemplate: { metadata: { labels }, spec: { template } } }
      : { selector: { matchLabels: labels }, ...spec, template },
  };
}

/** Makes a workload, as the admin. */
export async function make(testNamespace: TestNamespace, made: Made): Promise<void> {
  await create(
    collectionPath(kindOf(made.kind ?? 'Deployment'), testNamespace.namespace),
    objectOf(testNamespace, made),
  );
}

/** Its path in the API. */
export function pathOf({ namespace }: TestNamespace, { kind = 'Deployment', name }: Named): string {
  return `${collectionPath(kindOf(kind), namespace)}/${name}`;
}

/** Any object of the API as it is now; undefined where there is none. */
export async function objectAt(path: string): Promise<JsonMap | undefined> {
  const answer = await controlPlane().request(ADMIN, 'GET', path);
  return answer.status === 200 ? mapOr(answer.json()) : undefined;
}

/** A workload as it is now. */
export async function readWorkload(testNamespace: TestNamespace, named: Named): Promise<JsonMap> {
  return (await objectAt(pathOf(testNamespace, named))) ?? assert.fail(`${named.name} is there`);
}

/** The image that the container `app` of a workload has now. */
export async function currentImage(testNamespace: TestNamespace, named: Named): Promise<string> {
  return podImage(await readWorkload(testNamespace, named), kindOf(named.kind ?? 'Deployment').podTemplate);
}

// How far controllers have got: a revision, a generation of the template.
const OF_CONTROLLERS = /^(deployment\.kubernetes\.io\/|deprecated\.daemonset\.template\.generation$)/;

/** Labels and annotations of a workload as they are now, without those that its controller counts with. */
export async function textsNow(testNamespace: TestNamespace, named: Named) {
  const metadata = memberAt(await readWorkload(testNamespace, named), ['metadata']);
  const annotations = Object.entries(readTexts(memberAt(metadata, ['annotations']))).filter(
    ([key]) => !OF_CONTROLLERS.test(key),
  );
  return { labels: readTexts(memberAt(metadata, ['labels'])), annotations: Object.fromEntries(annotations) };
}

const WITH_REVISIONS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * All that a person or a tool says of a workload, and its generation: the same for as long as nobody changes it. Its
 * controller is let finish first, because the revision that it notes on a Deployment counts as a generation.
 */
export async function statedNow(testNamespace: TestNamespace, named: Named): Promise<JsonMap> {
  const { kind = 'Deployment' } = named;
  if (controlPlane().controllers && WITH_REVISIONS.has(kind)) await settled(testNamespace, named);
  const { metadata, spec } = await readWorkload(testNamespace, named);
  const generation = memberAt(metadata, ['generation']) ?? null;
  return { spec: spec ?? null, generation, ...(await textsNow(testNamespace, named)) };
}

/** Resolves once its controller has dealt with the workload as it is now: the revision is kept. */
export async function settled(testNamespace: TestNamespace, named: Named): Promise<void> {
  await eventually(`the controller of ${named.name}`, async () => {
    const object = await readWorkload(testNamespace, named);
    return (
      memberAt(object, ['status', 'observedGeneration']) === memberAt(object, ['metadata', 'generation'])
    );
  });
}

/** What controllers make for a workload. */
export interface Offspring {
  readonly api: string;
  readonly plural: string;
}

export const REPLICA_SETS: Offspring = { api: '/apis/apps/v1', plural: 'replicasets' };
export const CONTROLLER_REVISIONS: Offspring = { api: '/apis/apps/v1', plural: 'controllerrevisions' };
export const JOBS: Offspring = { api: '/apis/batch/v1', plural: 'jobs' };
export const PODS: Offspring = { api: '/api/v1', plural: 'pods' };

/** What was made for a workload and is there now. */
export async function madeFor(
  { namespace }: TestNamespace,
  { kind = 'Deployment', name }: Named,
  { api, plural }: Offspring,
): Promise<readonly JsonMap[]> {
  const path = `${api}/namespaces/${namespace}/${plural}?labelSelector=app%3D${kind}-${name}`;
  const items = memberAt((await objectAt(path)) ?? assert.fail(`${plural} are there`), ['items']);
  return (isList(items) ? items : []).filter(isMap);
}
