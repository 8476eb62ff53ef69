/** A Deployment in short, and what a delivery makes of it. */
import assert from 'node:assert/strict';
import type { Planning } from '../../lib/core/plan/plan.ts';
import { updatePatch } from '../../lib/core/plan/update-patch.ts';
import { valueAt, stringOr } from '../../lib/core/text/json.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { applyPatch, readPatch } from '../../lib/sandbox/json-patch.ts';
import type { Json } from '../../lib/sandbox/json.ts';
import { readImageTimes } from '../../lib/core/workload/image-times.ts';
import { parseWorkload, type Workload } from '../../lib/core/workload/workload.ts';
import { kind } from '../support/builders.ts';
import { planned } from '../support/planning.ts';

export const MARK = 'app.image-updater/applied';
export const RECORD = 'image-updater/updates';

/** The parts of a Deployment that this is about. */
export interface Deployment {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly images: readonly [app: string, sidecar: string];
  /** When another manager last wrote the image of `app`, where one did. */
  readonly imageTime?: number;
}

function objectOf({ labels, annotations, images, imageTime }: Deployment, createdAt = 0): Json {
  const [app, sidecar] = images;
  const containers = [
    { name: 'app', image: app },
    { name: 'sidecar', image: sidecar },
  ];
  const maps = { ...(isEmpty(labels) ? {} : { labels }), ...(isEmpty(annotations) ? {} : { annotations }) };
  const metadata = {
    name: 'web',
    namespace: 'shop',
    creationTimestamp: new Date(createdAt).toISOString(),
    ...(imageTime === undefined ? {} : { managedFields: [appSetAt(imageTime)] }),
    ...maps,
  };
  return { metadata, spec: { template: { metadata: {}, spec: { containers } } } };
}

/** As the API server keeps it of `kubectl set image`, but that its times are in whole seconds. */
function appSetAt(time: number): Json {
  const containers = { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } };
  const fieldsV1 = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': containers } } } };
  return { manager: 'kubectl-set', operation: 'Update', time: new Date(time).toISOString(), fieldsV1 };
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}

function ofApp(imageTime: number | undefined): Pick<Deployment, 'imageTime'> {
  return imageTime === undefined ? {} : { imageTime };
}

function readDeployment(value: Json | undefined, imageTime: number | undefined): Deployment {
  const parsed = parseWorkload(kind('Deployment'), value);
  assert.ok(parsed !== undefined);
  const [app, sidecar] = parsed.containers;
  assert.ok(app !== undefined && sidecar !== undefined);
  const { labels, annotations } = parsed;
  return { labels, annotations, images: [app.image, sidecar.image], ...ofApp(imageTime) };
}

export type Deliver = (
  deployment: Deployment,
  push: Push,
  settings: Settings,
  createdAt?: number,
) => Deployment;

/** The Deployment as it is read by itself. */
export function readWorkload(deployment: Deployment, createdAt?: number): Workload {
  const object = objectOf(deployment, createdAt);
  const listed = parseWorkload(kind('Deployment'), object);
  assert.ok(listed !== undefined);
  return { ...listed, imageTimes: readImageTimes(listed, object) };
}

/** One push, decided and applied. */
export const deliver: Deliver = (deployment, pushed, settings, createdAt) =>
  decidedAndApplied(deployment, { push: pushed, settings }, createdAt);

/** The same at a moment, on a Deployment that was made at time 0. */
export function deliverAt(deployment: Deployment, pushed: Push, settings: Settings, now: number): Deployment {
  return decidedAndApplied(deployment, { push: pushed, settings, now }, 0);
}

function decidedAndApplied(
  deployment: Deployment,
  given: Pick<Planning, 'push' | 'settings' | 'now'>,
  createdAt: number | undefined,
): Deployment {
  const before = objectOf(deployment, createdAt);
  const plan = planned(readWorkload(deployment, createdAt), given);
  if (plan.changes.length === 0) return deployment;
  const document: unknown = JSON.parse(JSON.stringify(updatePatch(plan, given.push.publishedAt)));
  const operations = readPatch(asJson(document));
  assert.ok(operations !== undefined, 'the patch is a JSON Patch');
  const after = applyPatch(before, operations);
  assert.ok(after !== undefined, 'the patch applies to what it was planned on');
  return readDeployment(after, deployment.imageTime);
}

/** As a webhook leaves it that puts a digest behind each plain tag: that of the record, of what the updater wrote. */
export function addDigests(deployment: Deployment): Deployment {
  const record: unknown = JSON.parse(deployment.annotations[RECORD] ?? '{}');
  const [app, sidecar] = deployment.images;
  return { ...deployment, images: [withDigest(record, 'app', app), withDigest(record, 'sidecar', sidecar)] };
}

function withDigest(record: unknown, container: string, image: string): string {
  const added = `${image}@${stringOr(valueAt(record, [container, 'digest']), '')}`;
  const isPlain = valueAt(record, [container, 'to']) === image && !image.includes('@');
  return isPlain && !added.endsWith('@') ? added : image;
}

function asJson(value: unknown): Json {
  assert.ok(isJson(value));
  return value;
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}
