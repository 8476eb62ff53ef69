/** Any workload, push and settings: what the laws of containment are tried on. */
import * as fc from 'fast-check';
import type { Kind } from '../../lib/core/workload/kind.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { mapOr, readJson, type Json, type JsonMap } from '../../lib/sandbox/json.ts';
import { digest, entry, kind, policy, rule, settings } from '../support/builders.ts';

export const REPOSITORY = 'europe-docker.pkg.dev/shop/eu.gcr.io/web';
export const ALIASES = [
  { prefix: 'mirror.example:5000/shop', means: 'europe-docker.pkg.dev/shop/eu.gcr.io' },
];
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

const volume = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...NAMES), image, extra)
      .map(([name, reference, more]) => ({ ...more, name, image: { reference, pullPolicy: 'Always' } })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, 'app', {}, { name: 'app', image: 'v1' }),
  },
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

export interface Case {
  readonly kind: Kind;
  readonly object: Json;
  readonly push: Push;
  readonly settings: Settings;
}

export const kinds = fc.constantFrom('Deployment', 'StatefulSet', 'CronJob').map(kind);

const objects = kinds.chain((row) =>
  fc
    .record({
      containers: fc.array(container, { maxLength: 4 }),
      initContainers: fc.option(fc.array(container, { maxLength: 2 }), { nil: undefined }),
      volumes: fc.option(fc.array(volume, { maxLength: 2 }), { nil: undefined }),
      marks: fc.dictionary(fc.constantFrom(...NAMES, 'app.volume', 'worker.volume'), mark),
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
              ...(given.volumes === undefined ? {} : { volumes: given.volumes }),
            },
          };
          const spec = row.podTemplate
            .slice(1)
            .reduceRight<unknown>((inner, key) => ({ [key]: inner, other: 1 }), template);
          return { kind: row, object: readJson(JSON.stringify({ metadata, spec, status: given.status })) };
        });
    }),
);

export const pushes = fc
  .record({ tag, digest: fc.option(bits), publishedAt: time, id: fc.constantFrom('m1', 'm2') })
  .map(({ digest: known, tag: pushed, publishedAt, id }): Push => {
    const bare = { repository: REPOSITORY, tag: pushed, publishedAt, id, source: 'shop' };
    return known === null ? bare : Object.assign(bare, { digest: known });
  });

export const allSettings = fc
  .record({
    policy: fc.constantFrom(...POLICIES).map(policy),
    pin: fc.constantFrom<'digest' | 'tag'>('digest', 'tag'),
    rules: fc.array(
      fc.tuple(fc.constantFrom(...POLICIES), fc.boolean()).map(([text, enforce]) => rule(text, { enforce })),
      { maxLength: 1 },
    ),
  })
  .map((changes) => settings({ ...changes, aliases: ALIASES }));

export const cases: fc.Arbitrary<Case> = fc
  .tuple(objects, pushes, allSettings)
  .map(([{ kind: row, object }, push, how]) => ({ kind: row, object, push, settings: how }));

// `CONTAINMENT_RUNS=20000 npx mocha test/core/containment.test.ts` looks longer.
export const RUNS = Number(process.env['CONTAINMENT_RUNS'] ?? 500);
