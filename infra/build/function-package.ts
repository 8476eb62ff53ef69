/**
 * The package that Cloud Build installs, derived from the package and lockfile of this project: the dependencies of the
 * functions and the bundler, in the same versions. The whole package would include test tools and the pinned Node.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const VERSIONS = v.optional(v.record(v.string(), v.string()), {});
const MANIFEST = v.object({
  version: v.string(),
  license: v.string(),
  engines: VERSIONS,
  dependencies: VERSIONS,
  devDependencies: VERSIONS,
});
const LOCKED = v.looseObject({
  dependencies: VERSIONS,
  optionalDependencies: VERSIONS,
  peerDependencies: VERSIONS,
});
const LOCKFILE = v.object({ packages: v.record(v.string(), LOCKED) });

type Locked = Readonly<Record<string, v.InferOutput<typeof LOCKED>>>;

/** Loaded at run time: not part of the bundle. */
const LOADED: readonly string[] = [
  '@google-cloud/functions-framework',
  '@google-cloud/pubsub',
  '@kubernetes/client-node',
  'google-auth-library',
];

/** Needed only to create the bundle. */
const BUNDLED: readonly string[] = [
  'fastest-levenshtein',
  'js-yaml',
  'p-limit',
  're2js',
  'rolldown',
  'semver',
  'valibot',
];

/** Both files of the package, by their names. */
export function functionPackage(root: string): Readonly<Record<string, string>> {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
  const project = v.parse(MANIFEST, read('package.json'));
  const { packages } = v.parse(LOCKFILE, read('package-lock.json'));
  const versions = { ...project.devDependencies, ...project.dependencies };
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, versions[name] ?? '']));
  const manifest = {
    name: 'kubernetes-image-updater-functions',
    version: project.version,
    license: project.license,
    dependencies: pick(LOADED),
    devDependencies: pick(BUNDLED),
    engines: project.engines,
  };
  const loaded = reached(packages, LOADED);
  const all = reached(packages, [...LOADED, ...BUNDLED]);
  const locked = [...all]
    .toSorted()
    .map((key): readonly [string, unknown] => [
      key,
      { ...without(packages[key] ?? {}), ...(loaded.has(key) ? {} : { dev: true }) },
    ]);
  const { name, version } = manifest;
  return {
    'package.json': text({
      ...manifest,
      private: true,
      type: 'module',
      main: 'dist/functions/index.js',
      scripts: { 'gcp-build': 'rolldown -c rolldown.config.js' },
    }),
    'package-lock.json': text({
      name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: Object.fromEntries<unknown>([['', manifest], ...locked]),
    }),
  };
}

/** Keys of the lockfile for these packages and their dependencies. */
function reached(packages: Locked, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = names.map((name) => `node_modules/${name}`);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const one = packages[key];
    if (one === undefined || found.has(key)) continue;
    found.add(key);
    const wanted = { ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies };
    for (const name of Object.keys(wanted)) waiting.push(...resolved(packages, key, name));
  }
  return found;
}

/** Resolves a package like Node: in the folder of the dependent, then further up. */
function resolved(packages: Locked, from: string, name: string): readonly string[] {
  const place = `${from}/node_modules/${name}`;
  if (packages[place] !== undefined) return [place];
  const end = from.lastIndexOf('/node_modules/');
  if (end > 0) return resolved(packages, from.slice(0, end), name);
  const top = `node_modules/${name}`;
  return packages[top] === undefined ? [] : [top];
}

/** The dependency group of the whole project is irrelevant here. */
function without({ dev: _dev, devOptional: _devOptional, ...rest }: Readonly<Record<string, unknown>>) {
  return rest;
}

function text(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
