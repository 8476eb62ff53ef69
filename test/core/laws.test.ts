/**
 * The two laws of Decide, on the code as it runs: each push is decided on a whole Deployment, and the patch that
 * comes out is applied to it as the API server would. Somebody else changes the Deployment in between, in the
 * ways that were measured on a real one: `kubectl rollout undo` puts the annotations back to an older revision's
 * and leaves the labels; `--to-revision=1` removes annotations that came later; `kubectl set image` changes the
 * image alone.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { at } from '../../lib/core/text/json.ts';
import { patchOf } from '../../lib/core/plan/patch.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { applyPatch, readPatch } from '../../lib/sandbox/json-patch.ts';
import type { Json } from '../../lib/sandbox/json.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { digest, kind, policy, push, REPOSITORY, settings } from '../support/builders.ts';
import { planned } from '../support/planning.ts';

const MARK = 'app.image-updater/applied';
const RECORD = 'image-updater/updates';

/** The parts of a Deployment that this is about. */
interface Deployment {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly images: readonly [app: string, sidecar: string];
}

function objectOf({ labels, annotations, images }: Deployment, createdAt = 0): Json {
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
    ...maps,
  };
  return { metadata, spec: { template: { metadata: {}, spec: { containers } } } };
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}

function readDeployment(value: Json | undefined): Deployment {
  const parsed = parseWorkload(kind('Deployment'), value);
  assert.ok(parsed !== undefined);
  const [app, sidecar] = parsed.containers;
  assert.ok(app !== undefined && sidecar !== undefined);
  return { labels: parsed.labels, annotations: parsed.annotations, images: [app.image, sidecar.image] };
}

type Deliver = (deployment: Deployment, push: Push, settings: Settings, createdAt?: number) => Deployment;

/** One push, decided and applied. */
const deliver: Deliver = (deployment, pushed, how, createdAt) => {
  const before = objectOf(deployment, createdAt);
  const workload = parseWorkload(kind('Deployment'), before);
  assert.ok(workload !== undefined);
  const plan = planned(workload, { push: pushed, settings: how });
  if (plan.changes.length === 0) return deployment;
  const document: unknown = JSON.parse(JSON.stringify(patchOf(plan, pushed.publishedAt)));
  const operations = readPatch(asJson(document));
  assert.ok(operations !== undefined, 'the patch is a JSON Patch');
  const after = applyPatch(before, operations);
  assert.ok(after !== undefined, 'the patch applies to what it was planned on');
  return readDeployment(after);
};

function asJson(value: unknown): Json {
  assert.ok(isJson(value));
  return value;
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}

// --- Policies, each with tags that it moves between, and some that it does not.

interface Case {
  readonly policy: string;
  readonly start: string;
  readonly tags: readonly string[];
}

const CASES: readonly Case[] = [
  { policy: 'same-tag', start: 'v1', tags: ['v1', 'v2'] },
  { policy: 'any', start: 'v1', tags: ['v1', 'v2', 'main'] },
  { policy: 'glob:main-*', start: 'main-0', tags: ['main-1', 'main-2', 'other'] },
  {
    policy: 'semver:^1',
    start: '1.0.0',
    tags: ['1.0.0', '1.1.0', 'v1.1.0', '1.2.0', '2.0.0', '1.3.0-rc.1', 'latest'],
  },
  {
    policy: 'semver:>=1.0.0-rc.0 <2',
    start: '1.0.0-rc.1',
    tags: ['1.0.0-rc.2', '1.0.0', '1.1.0', '1.1.0-rc.1'],
  },
  { policy: 'semver:^1', start: 'latest', tags: ['latest', '1.1.0', '1.2.0'] },
  { policy: 'major', start: '1.0.0', tags: ['1.0.1', '1.1.0', '2.0.0', 'v2.0.0', '3.0.0-rc.1'] },
  { policy: 'minor', start: '1.0.0', tags: ['1.0.1', '1.1.0', '2.0.0', '1.0.0'] },
  { policy: 'patch', start: '1.0.0', tags: ['1.0.1', '1.0.2', '1.1.0', '1.0.0'] },
  {
    policy: 'pattern:^(?<number>\\d+)-(?<track>.+)$',
    start: '1-main',
    tags: ['1-main', '2-main', '02-main', '10-main', '9-feature'],
  },
  { policy: 'pattern:^(?<number>\\d+)-[a-z]+$', start: '1-aaa', tags: ['2-aaa', '2-bbb', '3-ccc', '1-aaa'] },
  { policy: 'pattern:^(?<track>[a-z]+)-.*$', start: 'main-1', tags: ['main-2', 'main-3', 'other-4'] },
];

type Digests = 'all with a digest' | 'some without a digest';

function pushes(tags: readonly string[], times: number, most: number, digests: Digests) {
  const one = fc.record({
    tag: fc.constantFrom(...tags),
    bits: fc.integer({ min: digests === 'all with a digest' ? 1 : 0, max: 3 }),
    publishedAt: fc.integer({ min: 1, max: times }),
  });
  return fc
    .array(one, { minLength: 1, maxLength: most })
    .map((all) =>
      all.map(({ bits, ...each }, index) =>
        bits === 0
          ? bare({ ...each, id: `m${index}` })
          : push({ ...each, digest: digest(bits), id: `m${index}` }),
      ),
    );
}

function bare(changes: Partial<Push>): Push {
  const { digest: _, ...rest } = push(changes);
  return rest;
}

const pins = fc.constantFrom<'digest' | 'tag'>('digest', 'tag');

/** A Deployment as it is applied first: two containers of one repository, perhaps with a digest that CI had already set. */
function starts({ start, tags }: Case, pinned?: boolean) {
  const all = ['', `@${digest(1)}`, `@${digest(2)}`];
  const bits = fc.constantFrom(...all.filter((each) => pinned === undefined || (each !== '') === pinned));
  const app = bits.map((suffix) => `${REPOSITORY}:${start}${suffix}`);
  const sidecar = fc
    .tuple(fc.constantFrom(start, ...tags), bits)
    .map(([tag, suffix]) => `${REPOSITORY}:${tag}${suffix}`);
  return fc.tuple(app, sidecar).map((images): Deployment => ({ labels: {}, annotations: {}, images }));
}

// --- Order

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** What a container ended at: the digest (under `pin: tag` the record tells it), and by version which one. */
function endOf(deployment: Deployment, container: 0 | 1, how: Settings) {
  const parsed = parseImage(deployment.images[container]);
  assert.ok('image' in parsed);
  const record: unknown = JSON.parse(deployment.annotations[RECORD] ?? '{}');
  const name = container === 0 ? 'app' : 'sidecar';
  const recorded = readDigest(record, name);
  return {
    digest: parsed.image.digest ?? recorded,
    tag: how.policy.orderedBy === 'version' ? parsed.image.tag : undefined,
  };
}

function readDigest(record: unknown, name: string): unknown {
  return at(record, [name, 'digest']);
}

function sameEnd(a: ReturnType<typeof endOf>, b: ReturnType<typeof endOf>, how: Settings): boolean {
  const sameVersion =
    a.tag === b.tag ||
    (a.tag !== undefined && b.tag !== undefined && how.policy.answer(a.tag, b.tag).may === 'same');
  return a.digest === b.digest && sameVersion;
}

/** Where the law holds: which pushes come to which containers, under which pins. */
interface Order {
  readonly digests: Digests;
  readonly pins: typeof pins;
  /** Whether the containers carry a digest; either where it is left out. */
  readonly pinned?: boolean;
}

function orderLaw(each: Case, delivery: Deliver, where: Order) {
  return fc.property(
    pushes(each.tags, 3, 4, where.digests),
    starts(each, where.pinned),
    where.pins,
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    (all, deployment, pin, createdAt, byDefault) => {
      const followed = { policy: policy(each.policy), pin } as const;
      const how = byDefault
        ? settings(followed)
        : settings({ rules: [{ ...followed, enforce: false }], ...followed });
      const withDuplicate = [...all, ...all.slice(0, 1)];
      const ends = permutations(withDuplicate).map((order) =>
        order.reduce((state, pushed) => delivery(state, pushed, how, createdAt), deployment),
      );
      const [first, ...others] = ends;
      assert.ok(first !== undefined);
      for (const other of others) {
        for (const container of [0, 1] as const) {
          assert.ok(
            sameEnd(endOf(first, container, how), endOf(other, container, how), how),
            JSON.stringify({ first, other }),
          );
        }
      }
    },
  );
}

// --- Rollback

type Step =
  | { readonly step: 'push'; readonly push: Push }
  | { readonly step: 'undo'; readonly back: number }
  | { readonly step: 'undo, record lost'; readonly back: number }
  | { readonly step: 'set image'; readonly image: string };

function steps({ tags, start }: Case, digests: Digests) {
  const back = fc.integer({ min: 1, max: 4 });
  const image = fc.tuple(fc.constantFrom(start, ...tags), fc.option(fc.integer({ min: 1, max: 3 })));
  const pushed = pushes(tags, 12, 1, digests).map(([first]): Step => ({
    step: 'push',
    push: first ?? push(),
  }));
  return fc.array(
    fc.oneof(
      { weight: 5, arbitrary: pushed },
      { weight: 1, arbitrary: back.map((count): Step => ({ step: 'undo', back: count })) },
      { weight: 1, arbitrary: back.map((count): Step => ({ step: 'undo, record lost', back: count })) },
      {
        weight: 1,
        arbitrary: image.map(([tag, bits]): Step => ({
          step: 'set image',
          image: bits === null ? `${REPOSITORY}:${tag}` : `${REPOSITORY}:${tag}@${digest(bits)}`,
        })),
      },
    ),
    { minLength: 3, maxLength: 16 },
  );
}

/** Whether an undo puts labels back as well: it does not; the law must fail where it would. */
type Undo = (now: Deployment, old: Deployment) => Deployment;
const undoKeepsLabels: Undo = (now, old) => ({ ...old, labels: now.labels });

function withoutRecord({ annotations, ...rest }: Deployment): Deployment {
  return {
    ...rest,
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== RECORD)),
  };
}

function move(
  now: Deployment,
  revisions: readonly Deployment[],
  step: Exclude<Step, { step: 'push' }>,
  undo: Undo,
): Deployment {
  if (step.step === 'set image') return { ...now, images: [step.image, now.images[1]] };
  const old = revisions.at(-1 - step.back) ?? revisions[0] ?? now;
  return undo(now, step.step === 'undo' ? old : withoutRecord(old));
}

function markTime({ labels }: Deployment): number | undefined {
  const label = labels[MARK];
  return label === undefined ? undefined : Number(label.split('.')[0]);
}

function sameApp(a: Deployment, b: Deployment): boolean {
  return a.images[0] === b.images[0] && a.annotations[RECORD] === b.annotations[RECORD];
}

function rollbackLaw(
  each: Case,
  delivery: Deliver,
  undo: Undo = undoKeepsLabels,
  digests: Digests = 'all with a digest',
) {
  const sidecar = 'docker.io/library/envoy:1'; // one container of the repository: its history is what we follow
  return fc.property(steps(each, digests), pins, (history, pin) => {
    const how = settings({
      pin,
      policy: policy(each.policy),
      rules: [{ policy: policy(each.policy), enforce: false }],
    });
    let now: Deployment = { labels: {}, annotations: {}, images: [`${REPOSITORY}:${each.start}`, sidecar] };
    const revisions = [now];
    let floor = -1; // no push up to this time may act
    let written = { deployment: now, floor };
    for (const step of history) {
      if (step.step === 'push') {
        const after = delivery(now, step.push, how);
        if (step.push.publishedAt <= floor)
          assert.deepEqual(after, now, 'a push from before the rollback acted');
        if (after !== now) written = { deployment: after, floor };
        if (after.images[0] !== now.images[0]) revisions.push(after);
        now = after;
      } else {
        const after = move(now, revisions, step, undo);
        if (after.images[0] !== now.images[0]) revisions.push(after);
        // Back at what was written last: followed as before. Anything else is a move, if we have ever written.
        if (sameApp(after, written.deployment)) floor = written.floor;
        else floor = Math.max(floor, markTime(now) ?? floor);
        now = after;
      }
    }
  });
}

// --- Ways in which the rules could be wrong; each must be noticed.

function rewrite(deployment: Deployment, change: (text: string) => string): Deployment {
  const texts = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([key, text]) => [key, change(text)]));
  return { ...deployment, labels: texts(deployment.labels), annotations: texts(deployment.annotations) };
}

const withoutFloor: Deliver = (...given) =>
  rewrite(deliver(...given), (text) => text.replaceAll(/"floor":\d+/g, '"floor":0'));
const withoutCount: Deliver = (...given) =>
  rewrite(deliver(...given), (text) =>
    text.replace(/^(\d+)\.\d+$/, '$1.1').replaceAll(/"mark":"(\d+)\.\d+"/g, '"mark":"$1.1"'),
  );
const undoPutsLabelsBack: Undo = (_, old) => old;

// `LAW_RUNS=2000 npx mocha test/core/laws.test.ts` looks longer.
const RUNS = Number(process.env['LAW_RUNS'] ?? 40);

describe('laws of Decide', function () {
  this.timeout(0);

  describe('Order: every order of the same pushes, with duplicates, ends at the same bits', () => {
    for (const each of CASES) {
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, { digests: 'all with a digest', pins }), { numRuns: RUNS }));
    }
  });

  describe('Order with pushes without a digest among them: under `pin: digest`, of what carries one', () => {
    const where: Order = { digests: 'some without a digest', pins: fc.constant('digest'), pinned: true };
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, where), { numRuns: RUNS }));
  });

  describe('Order with pushes without a digest among them: under `pin: tag`, of what carries none', () => {
    const where: Order = { digests: 'some without a digest', pins: fc.constant('tag'), pinned: false };
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(orderLaw(each, deliver, where), { numRuns: RUNS }));
  });

  describe('Rollback: no push up to the mark acts on what somebody moved, until he puts it back', () => {
    for (const each of CASES) {
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(rollbackLaw(each, deliver), { numRuns: 10 * RUNS }));
    }
  });

  describe('Rollback with pushes without a digest among them', () => {
    for (const each of CASES)
      it(`under ${each.policy} from ${each.start}`, () =>
        fc.assert(rollbackLaw(each, deliver, undoKeepsLabels, 'some without a digest'), {
          numRuns: 5 * RUNS,
        }));
  });

  describe('the laws can fail', () => {
    const notices = (delivery: Deliver, undo?: Undo): boolean =>
      CASES.some((each) => fc.check(rollbackLaw(each, delivery, undo), { numRuns: 3000, seed: 1 }).failed);
    it('Order, where a push without a digest may come before one pins the container', () => {
      const where: Order = { digests: 'some without a digest', pins: fc.constant('digest'), pinned: false };
      assert.ok(
        CASES.some((each) => fc.check(orderLaw(each, deliver, where), { numRuns: 300, seed: 1 }).failed),
      );
    });
    it('with the floor left out', () => assert.ok(notices(withoutFloor)));
    it('with the count left out', () => assert.ok(notices(withoutCount)));
    it('with the mark where an undo puts it back too', () => assert.ok(notices(deliver, undoPutsLabelsBack)));
  });
});
