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
  // The core, from the bottom up: each imports what stands above it in this list, and nothing of the edges.
  { place: 'lib/core/text', places: [], packages: ['fastest-levenshtein'] },
  { place: 'lib/core/errors', places: ['lib/core/text'], packages: [] },
  { place: 'lib/core/names', places: ['lib/core/text', 'lib/core/errors'], packages: ['re2js'] },
  { place: 'lib/core/workload', places: ['lib/core/text'], packages: [] },
  {
    place: 'lib/core/policy',
    places: ['lib/core/text', 'lib/core/errors', 'lib/core/names'],
    packages: ['re2js', 'semver'],
  },
  {
    place: 'lib/core/settings.ts',
    places: ['lib/core/names', 'lib/core/workload', 'lib/core/policy'],
    packages: [],
  },
  { place: 'lib/core/environment.ts', places: [], packages: [] },
  {
    place: 'lib/core/event',
    places: ['lib/core/text', 'lib/core/errors', 'lib/core/names', 'lib/core/settings.ts'],
    packages: [],
  },
  {
    place: 'lib/core/report',
    places: ['lib/core/errors', 'lib/core/workload', 'lib/core/settings.ts', 'lib/core/event'],
    packages: [],
  },
  {
    place: 'lib/core/plan',
    places: [
      'lib/core/text',
      'lib/core/errors',
      'lib/core/names',
      'lib/core/workload',
      'lib/core/policy',
      'lib/core/settings.ts',
      'lib/core/event',
      'lib/core/report',
    ],
    packages: [],
  },
  { place: 'lib/async', places: ['lib/core/errors'], packages: ['p-limit'] },
  { place: 'lib/kubernetes/protobuf', places: ['lib/core'], packages: [] },
  {
    place: 'lib/kubernetes/client',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/protobuf'],
    packages: [],
  },
  {
    place: 'lib/kubernetes/list',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/client', 'lib/kubernetes/protobuf'],
    packages: [],
  },
  { place: 'lib/kubernetes', places: ['lib/core', 'lib/async'], packages: ['p-limit'] },
  { place: 'lib/admin', places: ['lib/core', 'lib/async', 'lib/kubernetes'], packages: ['p-limit'] },
  { place: 'lib/config', places: ['lib/core'], packages: ['valibot', 'js-yaml', 'fastest-levenshtein'] },
  // Development only.
  {
    place: 'lib/config/json-schema.ts',
    places: ['lib/config', 'lib/core'],
    packages: ['@valibot/to-json-schema', 'valibot'],
  },
  // By `import()` alone, and where a GKE cluster is configured alone: test/functions/index.test.ts.
  {
    place: 'lib/google-auth',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/client'],
    packages: ['google-auth-library'],
  },
  {
    place: 'lib/clusters',
    places: ['lib/core', 'lib/async', 'lib/kubernetes', 'lib/config', 'lib/google-auth'],
    // By `import()` alone, and for a kubeconfig alone: test/functions/index.test.ts.
    packages: ['@kubernetes/client-node'],
  },
  { place: 'lib/report', places: ['lib/core', 'lib/config'], packages: [] },
  // Of the report's schema an event needs only the types: test/functions/index.test.ts.
  { place: 'lib/report/report-schema.ts', places: ['lib/core'], packages: ['valibot'] },
  // Development only: they write the published schemas, and are imported by nothing else.
  {
    place: 'lib/report/report-json-schema.ts',
    places: ['lib/report'],
    packages: ['@valibot/to-json-schema'],
  },
  {
    place: 'lib/report/write-json-schemas.ts',
    places: ['lib/report', 'lib/config'],
    packages: ['prettier'],
  },
  { place: 'lib/logging', places: ['lib/core', 'lib/config', 'lib/report'], packages: [] },
  { place: 'lib/sandbox', places: [], packages: [] },
  // By `import()` alone, and where something is published or pulled alone: test/functions/index.test.ts.
  {
    place: 'lib/pubsub',
    places: ['lib/core', 'lib/async', 'lib/google-auth'],
    packages: ['@google-cloud/pubsub', 'google-auth-library'],
  },
  // Of pulling only its types: the puller is passed in.
  {
    place: 'lib/pubsub/consumer',
    places: ['lib/core', 'lib/async', 'lib/pubsub/puller.ts'],
    packages: ['p-limit'],
  },
  {
    place: 'lib/replay',
    // Of pulling only its types.
    places: ['lib/core', 'lib/async', 'lib/config', 'lib/report', 'lib/pubsub/puller.ts'],
    packages: [],
  },
  // The story.
  {
    place: 'lib/pipeline',
    places: ['lib/core', 'lib/async', 'lib/kubernetes', 'lib/logging', 'lib/report'],
    packages: [],
  },
  // Of Google's tokens the verifier's type: it is passed in.
  {
    place: 'lib/http',
    places: [
      'lib/core',
      'lib/config',
      'lib/logging',
      'lib/pipeline',
      'lib/report',
      'lib/google-auth/verify-token.ts',
    ],
    packages: ['valibot', 'prom-client'],
  },
  // Of the framework only its types.
  {
    place: 'lib/http/framework',
    places: ['lib/http', 'lib/core', 'lib/logging', 'lib/pipeline'],
    packages: ['@google-cloud/functions-framework'],
  },
  // Development only.
  {
    place: 'lib/http/openapi.ts',
    places: ['lib/http', 'lib/report'],
    packages: ['@valibot/to-json-schema', 'valibot'],
  },
  {
    place: 'lib/http/write-documents.ts',
    places: ['lib/http', 'package.json'],
    packages: ['prettier'],
  },
  // The composition root: from the environment to what handles events.
  {
    place: 'lib/bootstrap.ts',
    places: ['lib/core', 'lib/config', 'lib/clusters', 'lib/logging', 'lib/pipeline', 'lib/pubsub'],
    packages: [],
  },
  {
    place: 'functions',
    places: ['lib/config', 'lib/logging', 'lib/http', 'lib/bootstrap.ts'],
    packages: ['@google-cloud/functions-framework'],
  },
  // The other composition root: its demo runs the real function.
  {
    place: 'lib/cli',
    places: ['lib', 'package.json'],
    packages: ['commander', 'cli-progress', 'cli-table3', 'p-limit', '@google-cloud/functions-framework'],
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
    ? !isWithin(layer.place, 'lib/core')
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
    assert.ok(
      complaint({ from: 'lib/core/plan/decide.ts', specifier: '@kubernetes/client-node' }) !== undefined,
    );
    assert.ok(
      complaint({ from: 'lib/core/plan/decide.ts', specifier: '../../kubernetes/scan.ts' }) !== undefined,
    );
    assert.ok(complaint({ from: 'lib/core/plan/decide.ts', specifier: 'node:fs' }) !== undefined);
    assert.ok(
      importsOf('lib/pipeline/handle-event.ts').some(
        ({ specifier }) => specifier === '../core/event/delivery.ts',
      ),
    );
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

/** `test/NAME`; of tests on real components `test/e2e/NAME`. */
function ownFolder(file: string): string {
  return file.split('/', isWithin(file, 'test/e2e') ? 3 : 2).join('/');
}

const TESTS = globSync('test/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.includes('node_modules'))
  .toSorted();

describe('a test', () => {
  it('imports from its own folder, from the program and from test/support', () => {
    const foreign = TESTS.flatMap(importsOf).flatMap(({ from, specifier }) => {
      const target = path.posix.join(path.posix.dirname(from), specifier);
      const own = ownFolder(from);
      if (!specifier.startsWith('.') || !isWithin(target, 'test')) return [];
      return [own, 'test/support'].some((place) => isWithin(target, place))
        ? []
        : [`${from} imports ${target}`];
    });
    assert.deepEqual(foreign, []);
  });
});

describe('the layout', () => {
  it('has no loose file in lib but the composition root', () =>
    assert.deepEqual(
      SOURCES.filter((file) => /^lib\/[^/]+\.ts$/.test(file)),
      ['lib/bootstrap.ts'],
    ));
});
