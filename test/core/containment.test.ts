/**
 * What a plan does to a workload, whatever the workload looks like: it changes image fields of the repository,
 * `restartedAt`, the change cause and our own labels and annotations, and nothing else.
 */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import type { Kind } from '../../lib/core/workload/kind.ts';
import { parseRecord, type Entry } from '../../lib/core/workload/applied-state.ts';
import { patchOf } from '../../lib/core/plan/patch.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Push } from '../../lib/core/event/push.ts';
import { repositoryOf } from '../../lib/core/names/repository.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { applyPatch, readPatch } from '../../lib/sandbox/json-patch.ts';
import { at, isList, isMap, mapOr, readJson, type Json, type JsonMap } from '../../lib/sandbox/json.ts';
import { digest, entry, kind, policy, rule, settings } from '../support/builders.ts';
import { planned } from '../support/planning.ts';

const REPOSITORY = 'europe-docker.pkg.dev/shop/eu.gcr.io/web';
const ALIASES = [{ prefix: 'mirror.example:5000/shop', means: 'europe-docker.pkg.dev/shop/eu.gcr.io' }];
// One repository under all its names, and others that look like it.
const OURS = [REPOSITORY, 'eu.gcr.io/shop/web', 'EU.gcr.io/shop/web', 'mirror.example:5000/shop/web'];
const OTHERS = [
  'web',
  'eu.gcr.io/other/web',
  'eu.gcr.io/shop/web2',
  'eu.gcr.io/shop/sub/web',
  'envoyproxy/envoy',
];
const TAGS = ['v1', 'v2', 'latest', '1.0.0', '1.1.0', '2.0.0-rc.1', '1-main', '2-main'];
const POLICIES = [
  'same-tag',
  'any',
  'glob:v*',
  'semver:>=1.0.0-0',
  'major',
  'minor',
  'patch',
  'pattern:^(?<number>\\d+)-(?<track>.+)$',
  'never',
];
const NAMES = ['app', 'worker', 'sidecar', 'a~1b', '__proto__', 'constructor', 'toString'];

const time = fc.integer({ min: 0, max: 20 });
const bits = fc.integer({ min: 1, max: 3 }).map(digest);
const tag = fc.constantFrom(...TAGS);
const tagged = fc.option(tag).map((written) => (written === null ? '' : `:${written}`));
const pinned = fc.option(bits).map((written) => (written === null ? '' : `@${written}`));
const image = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...OURS), tagged, pinned).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...OTHERS), tagged).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', `${REPOSITORY}:`, `${REPOSITORY}:v 1`, `web@sha256:1`) },
);

const extra = fc.dictionary(
  fc.constantFrom('env', 'args', 'ports', 'x/y', '~'),
  fc.jsonValue({ maxDepth: 2 }),
);

const container = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record(
        {
          name: fc.constantFrom(...NAMES),
          image,
          imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent'),
          extra,
        },
        { requiredKeys: ['name', 'image', 'extra'] },
      )
      .map(({ extra: fields, ...rest }) => Object.assign({}, fields, rest)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, 5, {}, { image: `${REPOSITORY}:v1` }, { name: 5, image: [] }),
  },
);

const mark = fc.oneof(
  fc.tuple(time, fc.integer({ min: 1, max: 3 })).map((parts) => parts.join('.')),
  fc.constantFrom('', 'x', '99999999999999.1', '5', '1.999999999'),
);

/** An entry that fits what runs more often than not. */
function entryOn(running: unknown, marked: string | undefined) {
  const to = typeof running === 'string' ? running : 'x';
  return fc
    .record({
      to: fc.oneof({ weight: 4, arbitrary: fc.constant(to) }, { weight: 1, arbitrary: image }),
      mark: fc.oneof({ weight: 4, arbitrary: fc.constant(marked ?? '3.1') }, { weight: 1, arbitrary: mark }),
      at: time,
      floor: time,
      digest: fc.option(bits, { nil: undefined }),
    })
    .map(({ digest: known, ...rest }) =>
      entry({ ...rest, ...(known === undefined ? {} : { digest: known }) }),
    );
}

function recordOn(containers: readonly JsonMap[], marks: ReadonlyMap<string, string>) {
  const entries = containers.map((each) => {
    const name = typeof each['name'] === 'string' ? each['name'] : 'x';
    return fc.option(entryOn(each['image'], marks.get(name)).map((read) => [name, read] as const));
  });
  const whole = fc
    .tuple(...entries)
    .map((all) => JSON.stringify(Object.fromEntries(all.filter((named) => named !== null))));
  return fc.oneof(
    { weight: 5, arbitrary: whole },
    { weight: 1, arbitrary: fc.constantFrom('', '{', 'null', '[]', '{"app":5}', '{"app":{}}') },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  );
}

// Texts, as the API server has them, and now and then what it has not.
const odd = fc.dictionary(
  fc.constantFrom('a', 'a/b', '~', '__proto__', 'constructor', 'other.image-updater/note'),
  fc.oneof({ weight: 5, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.constantFrom(null, 5, {}) }),
);

/** As the map that JSON makes of it; what is no map is an empty one. */
function asMap(value: unknown): JsonMap {
  return mapOr(readJson(JSON.stringify(value)));
}

/** A map, or what may stand in its place. */
function orMissing(map: JsonMap) {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({ value: map }) },
    { weight: 1, arbitrary: fc.constantFrom({}, { value: null }, { value: {} }) },
  );
}

function present(name: string, { value }: { readonly value?: Json }): JsonMap {
  return value === undefined ? {} : { [name]: value };
}

const policyText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...POLICIES) },
  { weight: 1, arbitrary: fc.string() },
);

interface Case {
  readonly kind: Kind;
  readonly object: Json;
  readonly push: Push;
  readonly settings: Settings;
}

const kinds = fc.constantFrom('Deployment', 'StatefulSet', 'CronJob').map(kind);

const objects = kinds.chain((row) =>
  fc
    .record({
      containers: fc.array(container, { maxLength: 4 }),
      initContainers: fc.option(fc.array(container, { maxLength: 2 }), { nil: undefined }),
      marks: fc.dictionary(fc.constantFrom(...NAMES), mark),
      policies: fc.dictionary(fc.constantFrom('', 'app.', 'worker.'), policyText, { maxKeys: 1 }),
      labels: odd,
      annotations: odd,
      status: fc.jsonValue({ maxDepth: 3 }),
      podExtra: extra,
      templateAnnotations: odd,
      created: time,
    })
    .chain((given) => {
      const all = [...given.containers, ...(given.initContainers ?? [])].map(asMap);
      const labels = {
        ...given.labels,
        ...Object.fromEntries(
          Object.entries(given.marks).map(([name, text]) => [`${name}.image-updater/applied`, text]),
        ),
      };
      return fc
        .record({
          record: fc.option(recordOn(all, new Map(Object.entries(given.marks)))),
          labels: orMissing(asMap(labels)),
          templateAnnotations: orMissing(asMap(given.templateAnnotations)),
          keepAnnotations: fc.boolean(),
          templateMetadata: fc.constantFrom('there', 'missing', 'null'),
        })
        .map((maps) => {
          const annotations = {
            ...given.annotations,
            ...Object.fromEntries(
              Object.entries(given.policies).map(([name, text]) => [`${name}image-updater/policy`, text]),
            ),
            ...(maps.record === null ? {} : { 'image-updater/updates': maps.record }),
          };
          const metadata = {
            name: 'web',
            namespace: 'shop',
            creationTimestamp: new Date(given.created).toISOString(),
            ...present('labels', maps.labels),
            ...(maps.keepAnnotations ? { annotations } : {}),
          };
          const podMetadata = { labels: { app: 'web' }, ...present('annotations', maps.templateAnnotations) };
          const template = {
            ...(maps.templateMetadata === 'missing'
              ? {}
              : { metadata: maps.templateMetadata === 'null' ? null : podMetadata }),
            spec: {
              ...given.podExtra,
              containers: given.containers,
              ...(given.initContainers === undefined ? {} : { initContainers: given.initContainers }),
            },
          };
          const spec = row.podTemplate
            .slice(1)
            .reduceRight<unknown>((inner, key) => ({ [key]: inner, other: 1 }), template);
          return { kind: row, object: readJson(JSON.stringify({ metadata, spec, status: given.status })) };
        });
    }),
);

const pushes = fc
  .record({ tag, digest: fc.option(bits), publishedAt: time, id: fc.constantFrom('m1', 'm2') })
  .map(({ digest: known, tag: pushed, publishedAt, id }): Push => {
    const bare = { repository: REPOSITORY, tag: pushed, publishedAt, id, source: 'shop' };
    return known === null ? bare : Object.assign(bare, { digest: known });
  });

const allSettings = fc
  .record({
    policy: fc.constantFrom(...POLICIES).map(policy),
    pin: fc.constantFrom<'digest' | 'tag'>('digest', 'tag'),
    rules: fc.array(
      fc.tuple(fc.constantFrom(...POLICIES), fc.boolean()).map(([text, enforce]) => rule(text, { enforce })),
      { maxLength: 1 },
    ),
  })
  .map((changes) => settings({ ...changes, aliases: ALIASES }));

const cases: fc.Arbitrary<Case> = fc
  .tuple(objects, pushes, allSettings)
  .map(([{ kind: row, object }, push, how]) => ({ kind: row, object, push, settings: how }));

function planOf({ kind: row, push, settings: how }: Case, object: Json): WorkloadPlan {
  const workload = parseWorkload(row, object);
  assert.ok(workload !== undefined);
  return planned(workload, { push, settings: how });
}

function entryIn({ kind: row }: Case, object: Json, name: string): Entry | undefined {
  const workload = parseWorkload(row, object);
  assert.ok(workload !== undefined);
  return parseRecord(workload).get(name);
}

function write(plan: WorkloadPlan, object: Json): Json {
  const operations = readPatch(readJson(JSON.stringify(patchOf(plan, 0))));
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
  return ['containers', 'initContainers'].reduce<Json>(
    (masking, list) => withoutImages(masking, [...template, 'spec', list]),
    [
      { map: ['metadata', 'labels'], ours: OUR_LABEL },
      { map: ['metadata', 'annotations'], ours: OUR_ANNOTATION },
      { map: [...template, 'metadata', 'annotations'], ours: RESTARTED_AT },
      { map: [...template, 'metadata'], ours: /^$/ },
    ].reduce<Json>((masking, { map, ours }) => withoutKeys(masking, map, ours), object),
  );
}

/** Takes our keys out of a map; a map that is then empty, or null, is as good as none. */
function withoutKeys(object: Json, path: Path, ours: RegExp): Json {
  const kept = Object.entries(mapOr(at(object, path))).filter(([key]) => !ours.test(key));
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
          isMap(each) && Object.hasOwn(each, 'image') ? { ...each, image: nameOf(each['image']) } : each,
        )
      : list,
  );
}

function nameOf(text: Json | undefined): Json {
  if (typeof text !== 'string') return text ?? null;
  const parsed = parseImage(text);
  return 'image' in parsed && repositoryOf(parsed.image, ALIASES) === REPOSITORY ? parsed.image.name : text;
}

function changed(value: Json, [key, ...rest]: Path, change: (value: Json) => Json): Json {
  if (key === undefined) return change(value);
  const child = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return child === undefined || !isMap(value) ? value : { ...value, [key]: changed(child, rest, change) };
}

// `CONTAINMENT_RUNS=20000 npx mocha test/core/containment.test.ts` looks longer.
const RUNS = Number(process.env['CONTAINMENT_RUNS'] ?? 500);

describe('a plan, applied to any workload', function () {
  this.timeout(0);

  it('changes nothing but images of the repository, restartedAt, and our own labels and annotations', () =>
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
          assert.equal(at(after, label), at(given.object, label));
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
    for (const given of fc.sample(cases, { numRuns: 3000, seed: 1 })) {
      const { workload, changes, skipped } = planOf(given, given.object);
      for (const { decision } of changes) {
        seen.add(decision.action === 'update' ? 'update' : 'advance');
        if (decision.action === 'update' && decision.restart) seen.add('restart');
        for (const [map, there] of Object.entries(workload.has)) seen.add(`${map} ${there}`);
      }
      for (const { reason } of skipped) seen.add(reason);
    }
    for (const wanted of [
      'update',
      'advance',
      'restart',
      'labels true',
      'labels false',
      'annotations true',
      'annotations false',
      'templateMetadata true',
      'templateMetadata false',
      'templateAnnotations true',
      'templateAnnotations false',
      'NotNewer',
      'AlreadyCurrent',
      'InvalidMark',
      'InvalidPolicy',
      'InvalidImage',
      'InvalidObject',
      'PinnedByHand',
      'NoDigest',
      'NoTag',
    ])
      assert.ok(seen.has(wanted), wanted);
  });
});

describe('deciding never throws', function () {
  this.timeout(0);
  const keys = fc.constantFrom(
    'metadata',
    'spec',
    'template',
    'jobTemplate',
    'containers',
    'name',
    'labels',
    'updateStrategy',
    'toString',
    '__proto__',
  );
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.constantFrom<unknown>(null, 0, '', 'x', `${REPOSITORY}:v1`, true),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(keys, tie('any')),
    ),
  }));

  it('for any JSON', () =>
    fc.assert(
      fc.property(kinds, any, pushes, allSettings, (row, value, push, how) => {
        const workload = parseWorkload(row, value);
        if (workload !== undefined) planned(workload, { push, settings: how });
      }),
      { numRuns: RUNS },
    ));

  it('for any parts of a workload', () =>
    fc.assert(
      fc.property(
        kinds,
        fc.dictionary(
          fc.constantFrom(
            'labels',
            'annotations',
            'ownerReferences',
            'creationTimestamp',
            'deletionTimestamp',
          ),
          any,
        ),
        any,
        any,
        pushes,
        allSettings,
        (row, metadata, containers, strategy, push, how) => {
          const spec = row.podTemplate
            .slice(1)
            .reduceRight<unknown>((inner, key) => ({ [key]: inner, updateStrategy: strategy }), {
              spec: { containers },
            });
          const workload = parseWorkload(row, { metadata: { ...metadata, name: 'web' }, spec });
          assert.ok(workload !== undefined);
          planned(workload, { push, settings: how });
        },
      ),
      { numRuns: RUNS },
    ));
});
