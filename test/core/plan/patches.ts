/** Patches of workloads, and what they make of them. */
import assert from 'node:assert/strict';
import { updatePatch, type JsonPatch } from '../../../lib/core/plan/update-patch.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import type { Workload } from '../../../lib/core/workload/workload.ts';
import { applyPatch, readPatch } from '../../../lib/sandbox/json-patch.ts';
import { mapOr, readJson, type Json, type JsonMap } from '../../../lib/sandbox/json.ts';
import { digest, push, REPOSITORY, settings, workload, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

export const IMAGE = `${REPOSITORY}:v1`;
export const NEW = `${IMAGE}@${digest(1)}`;
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export const LABEL = '/metadata/labels/app.image-updater~1applied';
export const RECORD = '/metadata/annotations/image-updater~1updates';
export const CAUSE = '/metadata/annotations/kubernetes.io~1change-cause';

export interface How {
  readonly push?: Partial<Push>;
  readonly settings?: Partial<Settings>;
}

export function patchFor(parsed: Workload, { push: pushed, settings: changes }: How = {}): JsonPatch {
  return updatePatch(planned(parsed, { push: push(pushed), settings: settings(changes) }), NOW);
}

export const patch = (given: Given, how?: How): JsonPatch => patchFor(workload(given), how);

export function valueAt(operations: JsonPatch, path: string): unknown {
  const last = operations.findLast((operation) => operation.path === path);
  return last !== undefined && 'value' in last ? last.value : undefined;
}

/** The record that a patch writes. */
export function recordIn(operations: JsonPatch): JsonMap {
  const text = valueAt(operations, RECORD);
  assert.ok(typeof text === 'string');
  return mapOr(readJson(text));
}

/** The object as the API server would leave it, or undefined where it refuses. */
export function apply(before: unknown, operations: JsonPatch): Json | undefined {
  const document = readPatch(readJson(JSON.stringify(operations)));
  assert.ok(document !== undefined);
  return applyPatch(readJson(JSON.stringify(before)), document);
}

export const make = (path: string) => [
  { op: 'test', path, value: null },
  { op: 'add', path, value: {} },
];
