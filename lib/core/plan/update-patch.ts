/**
 * The patch: a JSON Patch (RFC 6902) for each workload, which tests the state that was decided on and then changes image
 * fields, `restartedAt`, and labels and annotations of the updater.
 *
 *     test    /spec/template/spec/containers/0/name    the container is still the same
 *     test    /spec/template/spec/containers/0/image   the image is unchanged
 *     test    /metadata/labels/…hold                   no hold was set
 *     test    /metadata/labels/…applied                no other push was applied
 *     test    /metadata/annotations/…updates           the record is unchanged
 *     replace …image, add the mark, the record and the change cause
 *
 * `add` needs an existing map. If the object has none, the patch tests that and creates it, so that labels and annotations of
 * others are never overwritten.
 */
import type { Update } from './decision.ts';
import { formatUpdateRecords } from '../workload/applied-state.ts';
import type { ContainerChange, WorkloadPlan } from './plan.ts';
import type { Container } from '../workload/container.ts';
import { isInTemplate, type PodTemplate } from '../workload/kind-images.ts';
import { HOLD_LABEL, appliedLabelKey, RECORD_ANNOTATION, type Workload } from '../workload/workload.ts';

export type Operation =
  | { readonly op: 'test'; readonly path: string; readonly value: string | null }
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: string }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'add'; readonly path: string; readonly value: Readonly<Record<string, never>> };

export type JsonPatch = readonly Operation[];

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
/** The annotation that `kubectl rollout history` shows. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const MAX_CHANGE_CAUSE = 256;

/** The patch for a workload; `now` (milliseconds since the epoch) is the time of a restart. */
export function updatePatch({ workload, changes }: WorkloadPlan, now: number): JsonPatch {
  const updates = changes.filter(
    (change): change is ContainerChange & { decision: Update } => change.decision.action === 'update',
  );
  const { has } = workload;
  const record = formatUpdateRecords(
    workload,
    changes.map(({ container, decision }) => [container.name, decision.applied.entry]),
  );
  return [
    ...changes.flatMap(({ container }) => testContainer(container)),
    ...inMap('/metadata/labels', has.labels, [
      { key: HOLD_LABEL, was: workload.labels[HOLD_LABEL] ?? null },
      ...changes.map((change) => appliedLabelSetting(workload, change)),
    ]),
    ...inMap('/metadata/annotations', has.annotations, [
      { key: RECORD_ANNOTATION, was: workload.annotations[RECORD_ANNOTATION] ?? null, becomes: record },
      ...(updates.length > 0 ? [{ key: CHANGE_CAUSE, becomes: changeCause(updates) }] : []),
    ]),
    ...updates.flatMap(({ container, decision }) => replaceImage(container, decision)),
    ...restartedTemplates(workload, updates).flatMap((template) => restart(template, now)),
  ];
}

/** Tests that the container is the same, and runs the same image. */
export function testContainer({ pointer, items, image }: Container): Operation[] {
  return [...items.map((item) => test(`${item.pointer}/name`, item.name)), test(pointer, image)];
}

function test(path: string, value: string): Operation {
  return { op: 'test', path, value };
}

function replaceImage({ pointer }: Container, { from, to }: Update): Operation[] {
  return from === to ? [] : [{ op: 'replace', path: pointer, value: to }];
}

function appliedLabelSetting(workload: Workload, { container, decision }: ContainerChange): Setting {
  const key = appliedLabelKey(container.name);
  return { key, was: workload.labels[key] ?? null, becomes: decision.applied.mark };
}

/** The pod templates of containers with new content and the same image text. */
function restartedTemplates(
  { templates }: Workload,
  updates: readonly { readonly container: Container; readonly decision: Update }[],
): readonly PodTemplate[] {
  const restarted = updates.filter(({ decision }) => decision.restart);
  return templates.filter((template) => restarted.some(({ container }) => isInTemplate(container, template)));
}

function restart({ pointer, has }: PodTemplate, now: number): Operation[] {
  const metadata = `${pointer}/metadata`;
  return [
    ...(has.metadata ? [] : make(metadata)),
    ...inMap(`${metadata}/annotations`, has.annotations, [
      { key: RESTARTED_AT, becomes: new Date(now).toISOString() },
    ]),
  ];
}

/** A key of a map, with its expected and its new value. */
export interface Setting {
  readonly key: string;
  /** The expected value, null for absent; undefined: not tested. */
  readonly was?: string | null;
  /** The new value; null removes the key, undefined keeps it. */
  readonly becomes?: string | null;
}

/** Sets keys of an existing map, or creates the map. */
export function inMap(map: string, exists: boolean, settings: readonly Setting[]): Operation[] {
  return [...(exists ? [] : make(map)), ...settings.flatMap((setting) => set(map, exists, setting))];
}

function make(map: string): Operation[] {
  return [
    { op: 'test', path: map, value: null },
    { op: 'add', path: map, value: {} },
  ];
}

function set(map: string, exists: boolean, { key, was, becomes }: Setting): Operation[] {
  const path = `${map}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    // A new map has nothing to test.
    ...(was === undefined || !exists ? [] : [{ op: 'test', path, value: was } as const]),
    ...(becomes === undefined ? [] : [becomes === null ? remove(path) : add(path, becomes)]),
  ];
}

function add(path: string, value: string): Operation {
  return { op: 'add', path, value };
}

function remove(path: string): Operation {
  return { op: 'remove', path };
}

/** The text for `kubectl rollout history`, at most 256 characters. */
export function changeCause(updates: readonly (ContainerChange & { readonly decision: Update })[]): string {
  const texts = updates.map(
    ({ container, decision }) =>
      `${container.name} to ${shortDigest(decision.to)}${decision.restart ? ' (restarted)' : ''}`,
  );
  const caller = updates[0]?.decision.applied.caller;
  const cause = `image-updater: ${texts.join(', ')}${caller === undefined ? '' : `, by ${caller}`}`;
  return cause.length <= MAX_CHANGE_CAUSE ? cause : `${cause.slice(0, MAX_CHANGE_CAUSE - 3)}...`;
}

function shortDigest(image: string): string {
  return image.replace(/@(\w+:\w{12})\w*$/, '@$1');
}
