import assert from 'node:assert/strict';
import { ListPlan } from '../../../lib/core/plan/cluster-plan.ts';
import {
  isWhole,
  planNamespace,
  PLAN_BYTES,
  PlanMemory,
  type PlanInMemory,
} from '../../../lib/core/plan/plan-memory.ts';
import { heapUsed } from '../../support/heap.ts';
import { kind, object, REPOSITORY, workload, type Given } from '../../support/builders.ts';
import { planned, planning } from '../../support/planning.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';

const IMAGE = `${REPOSITORY}:v1`;
const withRecord = (characters: number, character = 'x'): Given => ({
  metadata: { annotations: { 'image-updater/updates': character.repeat(characters) } },
});
const withContainers = (count: number): Given => ({
  containers: Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: IMAGE })),
});
const keptIn = (memory: PlanMemory, given: Given = {}): PlanInMemory => memory.keep(planned(workload(given)));

describe('what is kept of a plan', () => {
  it('is all of it while there is memory', () => {
    const plan = planned(workload());
    assert.deepEqual(new PlanMemory().keep(plan), plan);
  });

  it('is then the name of its workload, and its first container', () => {
    const given = { namespace: 'a', name: 'web', ...withContainers(2) };
    assert.deepEqual(keptIn(new PlanMemory(0), given), {
      kind: kind('Deployment'),
      namespace: 'a',
      name: 'web',
      container: { name: 'c0', image: IMAGE },
    });
  });

  it('is never all of a large one, so that the others find memory', () => {
    const memory = new PlanMemory();
    assert.ok(!isWhole(keptIn(memory, withRecord(60_000))));
    assert.ok(!isWhole(keptIn(memory, withContainers(200))));
    assert.ok(isWhole(keptIn(memory, withRecord(20_000))));
  });

  it('is all of some hundred plans with small records', () => {
    const memory = new PlanMemory();
    const kept = Array.from({ length: 1000 }, () => keptIn(memory, withRecord(1_000)));
    assert.ok(kept.filter(isWhole).length >= 500);
  });

  it('takes memory of all clusters until the cluster gives it back', () => {
    const memory = new PlanMemory(1_000_000);
    const plan = planned(workload());
    const first = memory.part();
    while (isWhole(first.keep(plan)));
    const second = memory.part();
    assert.ok(!isWhole(second.keep(plan)));
    first.giveBack();
    first.giveBack();
    assert.ok(isWhole(second.keep(plan)));
  });

  it('takes memory until the list gives it back, or its cluster for all of its lists', () => {
    const memory = new PlanMemory(1_000_000);
    const plan = planned(workload());
    const cluster = memory.part();
    const fill = (): number => {
      const list = cluster.part();
      let kept = 0;
      while (isWhole(list.keep(plan))) kept += 1;
      return kept;
    };
    const dropped = cluster.part();
    for (let kept = 0; kept < 50; kept += 1) dropped.keep(plan);
    const before = fill();
    dropped.giveBack();
    assert.deepEqual([fill(), fill()], [50, 0]);
    cluster.giveBack();
    assert.equal(fill(), before + 50);
  });

  it('has the namespace of its workload either way', () =>
    assert.deepEqual(
      [0, Infinity].map((bytes) => planNamespace(keptIn(new PlanMemory(bytes), { namespace: 'a' }))),
      ['a', 'a'],
    ));
});

/** A list of the plans of so many workloads; each workload is read from JSON of its own. */
function listOf(given: (index: number) => Given, count: number): ListPlan {
  const asked = planning();
  const list = new ListPlan(asked);
  for (let index = 0; index < count; index += 1) {
    const json = JSON.stringify(object({ name: `web-${index}`, ...given(index) }));
    const parsed = parseWorkload(kind('Deployment'), JSON.parse(json));
    assert.ok(parsed !== undefined);
    list.take(planned(parsed, asked));
  }
  return list;
}

/** The heap that such a list keeps, in bytes: what is free once it is let go. */
function keptOf(given: (index: number) => Given, count: number): number {
  let list: ListPlan | undefined = listOf(given, count);
  const before = heapUsed();
  assert.equal(list.plans.length, count);
  list = undefined;
  return before - heapUsed();
}

/** The same, at most so many bytes in all. What V8 frees of its own meanwhile is counted too, but not each time. */
function assertKept(limit: number, given: (index: number) => Given, count: number): void {
  let kept = Infinity;
  for (let tries = 0; tries < 3 && kept >= limit; tries += 1) kept = Math.min(kept, keptOf(given, count));
  assert.ok(kept < limit, `${kept / count} bytes for each`);
}

const MANY = 500;

describe('the memory of kept plans', () => {
  for (const [title, given] of [
    ['with records of 64 KB', withRecord(64_000)],
    ['with records of 64 KB and 120 containers', { ...withRecord(64_000), ...withContainers(120) }],
    ['with 120 containers', withContainers(120)],
    ['scaled to zero, with records of 64 KB', { ...withRecord(64_000), spec: { replicas: 0 } }],
  ] satisfies readonly (readonly [string, Given])[])
    it(`is a few hundred bytes for a workload ${title}`, () => assertKept(600 * MANY, () => given, MANY));

  for (const [title, given, count] of [
    ['small workloads', {}, 2_000],
    ['workloads scaled to zero', { spec: { replicas: 0 } }, 2_000],
    ['records of 2 KB', withRecord(2_000), 2_000],
    ['records of 20 KB with characters beyond Latin-1', withRecord(20_000, '€'), 1_000],
    ['ten containers', withContainers(10), 2_000],
    ['sixty containers', withContainers(60), 1_000],
  ] satisfies readonly (readonly [string, Given, number])[])
    it(`is within what is meant for them: ${title}`, () =>
      assertKept(PLAN_BYTES + 600 * count, () => given, count));

  it('is about a kilobyte for a workload that is alone in its namespace', () =>
    assertKept(1_500 * MANY, (index) => ({ namespace: `n${index}`, ...withRecord(64_000) }), MANY));
});
