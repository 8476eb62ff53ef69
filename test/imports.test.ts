/**
 * The dependency rule: functions → edges of lib → the core. Each folder may import only what its row names, so no
 * SDK reaches the core, and what an event does not need is not loaded for it. (No cycles: the linter's
 * `import/no-cycle`.)
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Layer {
  /** Folder or file, from the root; the longest that fits a file counts. */
  readonly place: string;
  /** Places that it may import from, beside itself. */
  readonly places: readonly string[];
  /** Packages that it may import; Node's own modules are free everywhere but in the core. */
  readonly packages: readonly string[];
}

const LAYERS: readonly Layer[] = [
  { place: 'lib/core', places: [], packages: ['re2js', 'semver', 'fastest-levenshtein'] },
  { place: 'lib/kubernetes/protobuf', places: ['lib/core'], packages: [] },
  { place: 'lib/kubernetes/http', places: ['lib/core', 'lib/kubernetes/protobuf'], packages: [] },
  {
    place: 'lib/kubernetes/list',
    places: ['lib/core', 'lib/kubernetes/http', 'lib/kubernetes/protobuf'],
    packages: [],
  },
  { place: 'lib/kubernetes/inspect', places: ['lib/core', 'lib/kubernetes'], packages: ['p-limit'] },
  { place: 'lib/kubernetes', places: ['lib/core'], packages: ['p-limit'] },
  { place: 'lib/config', places: ['lib/core'], packages: ['valibot', 'js-yaml'] },
  // Development only.
  {
    place: 'lib/config/json-schema.ts',
    places: ['lib/config', 'lib/core'],
    packages: ['@valibot/to-json-schema', 'valibot'],
  },
  // By `import()` alone, and where a GKE cluster is configured alone: test/functions/index.test.ts.
  { place: 'lib/google', places: ['lib/core', 'lib/kubernetes/http'], packages: ['google-auth-library'] },
  {
    place: 'lib/clusters',
    places: ['lib/core', 'lib/kubernetes', 'lib/config', 'lib/google'],
    // By `import()` alone, and for a kubeconfig alone: test/functions/index.test.ts.
    packages: ['@kubernetes/client-node'],
  },
  {
    place: 'lib/output',
    // Of the inspection only its data.
    places: ['lib/core', 'lib/config', 'lib/kubernetes/inspect/inspection.ts'],
    packages: ['cli-table3'],
  },
  // Of the report's schema an event needs only the types: test/functions/index.test.ts.
  { place: 'lib/output/report-schema.ts', places: ['lib/core'], packages: ['valibot'] },
  // Development only: it writes the published schemas, and is imported by nothing else.
  {
    place: 'lib/output/report-json-schema.ts',
    places: ['lib/output'],
    packages: ['@valibot/to-json-schema'],
  },
  {
    place: 'lib/output/write-json-schemas.ts',
    places: ['lib/output', 'lib/config'],
    packages: ['prettier'],
  },
  { place: 'lib/sandbox', places: [], packages: [] },
  // By `import()` alone, and where something is published or pulled alone: test/functions/index.test.ts.
  {
    place: 'lib/pubsub',
    places: ['lib/core', 'lib/google', 'lib/kubernetes/http'],
    packages: ['@google-cloud/pubsub', 'google-auth-library'],
  },
  {
    place: 'lib/replay',
    // Of pulling only its types; and the clock.
    places: ['lib/core', 'lib/config', 'lib/output', 'lib/pubsub/puller.ts', 'lib/kubernetes/http/clock.ts'],
    packages: [],
  },
  ...['update.ts', 'fan-out.ts', 'handle-share.ts', 'update-cluster.ts', 'updater.ts'].map((file) => ({
    place: `lib/${file}`,
    places: [
      'lib/core',
      'lib/kubernetes',
      'lib/update-cluster.ts',
      'lib/updater.ts',
      'lib/fan-out.ts',
      'lib/handle-share.ts',
    ],
    packages: [],
  })),
  // Of pulling only its types: the puller is passed in.
  {
    place: 'lib/subscribe',
    places: ['lib/core', 'lib/kubernetes/http/clock.ts', 'lib/pubsub/puller.ts'],
    packages: ['p-limit'],
  },
  { place: 'lib/tell.ts', places: ['lib/core', 'lib/output'], packages: [] },
  {
    place: 'lib/open-updater.ts',
    places: [
      'lib/core',
      'lib/config',
      'lib/clusters',
      'lib/output',
      'lib/pubsub',
      'lib/tell.ts',
      'lib/updater.ts',
    ],
    packages: [],
  },
  { place: 'lib/http', places: ['lib/core', 'lib/output'], packages: [] },
  // Of Google's tokens the verifier's type: it is passed in.
  {
    place: 'lib/callback',
    places: [
      'lib/core',
      'lib/config',
      'lib/output',
      'lib/google/verify-token.ts',
      'lib/http',
      'lib/tell.ts',
      'lib/update.ts',
      'lib/updater.ts',
    ],
    packages: ['valibot'],
  },
  // Development only.
  {
    place: 'lib/callback/openapi.ts',
    places: ['lib/callback', 'lib/output'],
    packages: ['@valibot/to-json-schema', 'valibot'],
  },
  {
    place: 'lib/callback/write-documents.ts',
    places: ['lib/callback', 'package.json'],
    packages: ['prettier'],
  },
  {
    place: 'lib/serve',
    places: [
      'lib/core',
      'lib/callback',
      'lib/http',
      'lib/output',
      'lib/tell.ts',
      'lib/update.ts',
      'lib/updater.ts',
    ],
    packages: ['prom-client'],
  },
  {
    place: 'functions',
    places: [
      'lib/core',
      'lib/config',
      'lib/output',
      'lib/open-updater.ts',
      'lib/tell.ts',
      'lib/update.ts',
      'lib/handle-share.ts',
      'lib/callback',
      'lib/google/verify-token.ts',
      'lib/http',
    ],
    packages: ['@google-cloud/functions-framework'],
  },
  // The other composition root: its demo runs the real function.
  {
    place: 'lib/cli',
    places: ['lib', 'functions', 'package.json'],
    packages: ['commander', 'cli-progress', 'p-limit', '@google-cloud/functions-framework'],
  },
];

const ROOT = path.resolve(import.meta.dirname, '..');
const SOURCES = globSync(['lib/**/*.ts', 'functions/**/*.ts'], { cwd: ROOT }).toSorted();
const IMPORT = /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, ...found]) => ({ from: file, specifier: found.join('') }));
}

function isWithin(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.filter(({ place }) => isWithin(file, place))
    .toSorted((a, b) => b.place.length - a.place.length)
    .at(0);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Why an import is not allowed, or undefined. */
function complaint({ from, specifier }: Import): string | undefined {
  const layer = layerOf(from);
  if (layer === undefined) return `${from} belongs to no layer`;
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), specifier);
    const allowed = [layer.place, ...layer.places].some((place) => isWithin(target, place));
    return allowed ? undefined : `${from} imports ${target}`;
  }
  const allowed = specifier.startsWith('node:')
    ? layer.place !== 'lib/core'
    : layer.packages.includes(packageOf(specifier));
  return allowed ? undefined : `${from} imports ${specifier}`;
}

/** Whether a file has anything that runs: types and plain constants alone need no test. */
function hasCode(file: string): boolean {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return /^(?:export )?(?:async )?(?:function|class)\b|^(?:export )?const \w+[^=]* = \(.*=> |^await\b|^http\(/m.test(
    text,
  );
}

describe('imports', () => {
  it('go from the functions to the edges to the core, and never back', () => {
    assert.deepEqual(
      SOURCES.flatMap(importsOf).flatMap((each) => complaint(each) ?? []),
      [],
    );
  });

  it('are found: the rule would notice an SDK in the core', () => {
    assert.ok(complaint({ from: 'lib/core/decide.ts', specifier: '@kubernetes/client-node' }) !== undefined);
    assert.ok(complaint({ from: 'lib/core/decide.ts', specifier: '../kubernetes/scan.ts' }) !== undefined);
    assert.ok(complaint({ from: 'lib/core/decide.ts', specifier: 'node:fs' }) !== undefined);
    assert.ok(importsOf('lib/update.ts').some(({ specifier }) => specifier === './core/delivery.ts'));
  });
});

describe('every source file with code', () => {
  for (const file of SOURCES.filter(hasCode)) {
    it(`${file} has its test`, () => {
      const test = file.replace(/^lib\//, '').replace(/\.ts$/, '.test.ts');
      assert.ok(existsSync(path.join(ROOT, 'test', test)), `test/${test} is missing`);
    });
  }
});
