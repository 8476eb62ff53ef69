/**
 * The dependency rule: functions → edges of lib → the core. Each folder may import only what its row names, so no
 * SDK reaches the core, and what an event does not need is not loaded for it. (No cycles: the linter's
 * `import/no-cycle`.)
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { type Layer, LAYERS } from './support/layers.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PROGRAM = ['lib/**/*.ts', 'functions/**/*.ts'];
const SOURCES = globSync([...PROGRAM, 'infra/build/**/*.ts'], { cwd: ROOT }).toSorted();
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

const TESTS = globSync('test/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.includes('node_modules'))
  .toSorted();

describe('imports', () => {
  it('go from the functions to the edges to the core, and never back', () => {
    assert.deepEqual(
      SOURCES.flatMap(importsOf).flatMap((each) => complaint(each) ?? []),
      [],
    );
  });

  it('of what is deployed lead to nothing of the build, and to no package of development', () => {
    const found = globSync(PROGRAM, { cwd: ROOT }).flatMap(importsOf);
    const wrong = found.filter(
      ({ specifier }) => specifier.includes('infra/') || packageOf(specifier) in manifest.devDependencies,
    );
    assert.ok(found.length > 1_000);
    assert.deepEqual(wrong, []);
  });

  it('lead from an entry point to every file of lib', () => {
    const reached = new Set<string>();
    const waiting = ['functions/index.ts', 'lib/cli/main.ts'];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (reached.has(file) || !SOURCES.includes(file)) continue;
      reached.add(file);
      for (const { specifier } of importsOf(file))
        if (specifier.startsWith('.')) waiting.push(path.posix.join(path.posix.dirname(file), specifier));
    }
    assert.deepEqual(
      SOURCES.filter((file) => isWithin(file, 'lib') && !reached.has(file)),
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

/** `test/NAME`; of tests on real components `test/e2e/NAME`. */
function ownFolder(file: string): string {
  return file.split('/', isWithin(file, 'test/e2e') ? 3 : 2).join('/');
}
