/**
 * What a plan does to a workload, whatever the workload looks like: it changes image fields of the repository,
 * `restartedAt`, the change cause and the updater's labels and annotations, and nothing else.
 */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import type { Kind } from '../../lib/core/workload/kind.ts';
import { parseUpdateRecords, type UpdateRecord } from '../../lib/core/workload/applied-state.ts';
import { updatePatch } from '../../lib/core/plan/update-patch.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import { canonicalRepository } from '../../lib/core/names/repository.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { applyPatch, readPatch } from '../../lib/sandbox/json-patch.ts';
import { memberAt, isList, isMap, mapOr, readJson, type Json } from '../../lib/sandbox/json.ts';
import { planned } from '../support/planning.ts';
import { REPOSITORY, ALIASES, RUNS, cases, type Case } from './any-case.ts';

function planOf({ kind: row, push, settings: how }: Case, object: Json): WorkloadPlan {
  const workload = parseWorkload(row, object);
  assert.ok(workload !== undefined);
  return planned(workload, { push, settings: how });
}

function entryIn({ kind: row }: Case, object: Json, name: string): UpdateRecord | undefined {
  const workload = parseWorkload(row, object);
  assert.ok(workload !== undefined);
  return parseUpdateRecords(workload).get(name);
}

function write(plan: WorkloadPlan, object: Json): Json {
  const operations = readPatch(readJson(JSON.stringify(updatePatch(plan, 0))));
  assert.ok(operations !== undefined);
  const after = applyPatch(object, operations);
  assert.ok(after !== undefined, 'the patch applies to the object that it was planned on');
  return after;
}

// --- What may change: replaced by one and the same text before and after, so that the rest can be compared.

type Path = readonly string[];

const OUR_LABEL = /^.*\.image-updater\/applied$/s;
const OUR_ANNOTATION = /^(image-updater\/updates|kubernetes\.io\/change-cause)$/;
const RESTARTED_AT = /^kubectl\.kubernetes\.io\/restartedAt$/;

function masked(object: Json, row: Kind): Json {
  const template = [...row.podTemplate];
  return ['containers', 'initContainers', 'volumes'].reduce<Json>(
    (masking, list) => withoutImages(masking, [...template, 'spec', list]),
    [
      { map: ['metadata', 'labels'], ours: OUR_LABEL },
      { map: ['metadata', 'annotations'], ours: OUR_ANNOTATION },
      { map: [...template, 'metadata', 'annotations'], ours: RESTARTED_AT },
      { map: [...template, 'metadata'], ours: /^$/ },
    ].reduce<Json>((masking, { map, ours }) => withoutKeys(masking, map, ours), object),
  );
}

/** Removes the updater's keys from a map; a map that is then empty, or null, is as good as none. */
function withoutKeys(object: Json, path: Path, ours: RegExp): Json {
  const kept = Object.entries(mapOr(memberAt(object, path))).filter(([key]) => !ours.test(key));
  const [last = ''] = path.slice(-1);
  return changed(object, path.slice(0, -1), (parent) => {
    const value = isMap(parent) ? parent[last] : undefined;
    if (!isMap(parent) || (value !== undefined && value !== null && !isMap(value))) return parent;
    const rest = Object.fromEntries(Object.entries(parent).filter(([key]) => key !== last));
    return kept.length === 0 ? rest : { ...rest, [last]: Object.fromEntries(kept) };
  });
}

/** Every image of the repository becomes one text, but for the spelling of its name. */
function withoutImages(object: Json, path: Path): Json {
  return changed(object, path, (list) =>
    isList(list)
      ? list.map((each) =>
          isMap(each) && Object.hasOwn(each, 'image') ? { ...each, image: maskedImage(each['image']) } : each,
        )
      : list,
  );
}

/** Of a volume the image is a map with the reference. */
function maskedImage(image: Json | undefined): Json {
  return isMap(image) && Object.hasOwn(image, 'reference')
    ? { ...image, reference: nameOf(image['reference']) }
    : nameOf(image);
}

function nameOf(text: Json | undefined): Json {
  if (typeof text !== 'string') return text ?? null;
  const parsed = parseImage(text);
  return 'image' in parsed && canonicalRepository(parsed.image, ALIASES) === REPOSITORY
    ? parsed.image.name
    : text;
}

function changed(value: Json, [key, ...rest]: Path, change: (value: Json) => Json): Json {
  if (key === undefined) return change(value);
  const child = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return child === undefined || !isMap(value) ? value : { ...value, [key]: changed(child, rest, change) };
}

describe('a plan, applied to any workload', function () {
  this.timeout(0);

  it("changes nothing but images of the repository, restartedAt, and the updater's labels and annotations", () =>
    fc.assert(
      fc.property(cases, (given) => {
        const plan = planOf(given, given.object);
        if (plan.changes.length === 0) return;
        const after = write(plan, given.object);
        assert.deepEqual(masked(after, given.kind), masked(given.object, given.kind));
        assert.notDeepEqual(after, given.object, 'a plan with changes changes something');
      }),
      { numRuns: RUNS },
    ));

  it('leaves marks and entries of containers that it does not change as they were', () =>
    fc.assert(
      fc.property(cases, (given) => {
        const plan = planOf(given, given.object);
        if (plan.changes.length === 0) return;
        const after = write(plan, given.object);
        const named = new Set(plan.changes.map(({ container: { name } }) => name));
        for (const { name } of plan.workload.containers.filter((each) => !named.has(each.name))) {
          const label = ['metadata', 'labels', `${name}.image-updater/applied`];
          assert.equal(memberAt(after, label), memberAt(given.object, label));
          assert.deepEqual(entryIn(given, after, name), entryIn(given, given.object, name));
        }
      }),
      { numRuns: RUNS },
    ));

  it('has said all there is to say: the same push again changes nothing', () =>
    fc.assert(
      fc.property(cases, (given) => {
        const plan = planOf(given, given.object);
        if (plan.changes.length === 0) return;
        assert.deepEqual(planOf(given, write(plan, given.object)).changes, []);
      }),
      { numRuns: RUNS },
    ));

  it('the generator reaches updates, restarts, advances and every kind of map', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 10 && REACHED.some((each) => !seen.has(each)); seed += 1)
      for (const given of fc.sample(cases, { numRuns: 300, seed })) see(planOf(given, given.object), seen);
    for (const wanted of REACHED) assert.ok(seen.has(wanted), wanted);
  });
});

/** Adds what a plan shows of the generator. */
function see({ workload, changes, skipped }: WorkloadPlan, seen: Set<string>): void {
  for (const { container, decision } of changes) {
    if (container.name.endsWith('.volume')) seen.add('volume');
    seen.add(decision.action === 'update' ? 'update' : 'advance');
    if (decision.action === 'update' && decision.restart) seen.add('restart');
    for (const [map, there] of Object.entries(workload.has)) seen.add(`${map} ${there}`);
    for (const { has } of workload.templates)
      for (const [map, there] of Object.entries(has)) seen.add(`template ${map} ${there}`);
  }
  for (const { reason } of skipped) seen.add(reason);
}

const REACHED: readonly string[] = [
  'update',
  'advance',
  'restart',
  'labels true',
  'labels false',
  'annotations true',
  'annotations false',
  'template metadata true',
  'template metadata false',
  'template annotations true',
  'template annotations false',
  'volume',
  'NotNewer',
  'AlreadyCurrent',
  'InvalidMark',
  'InvalidPolicy',
  'InvalidImage',
  'InvalidObject',
  'PinnedByHand',
  'NoDigest',
  'NoTag',
];
