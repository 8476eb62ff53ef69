/** Where the programs of a control plane come from: a folder that somebody names, a cache, or a build into it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildInto, type BuildOptions } from './build.ts';
import { KUBERNETES_VERSION, LINKER_FLAGS, MODULES, PARTS, type Part } from './parts.ts';

/** Paths of the programs. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager?: string;
  readonly kubectl?: string;
  /** `v1.36.3` where we built them; undefined where somebody else did. */
  readonly version?: string;
}

const WAYS =
  'Either install Go 1.26 or newer (https://go.dev/dl), which then builds them once, in about five minutes;\n' +
  'or set KUBEBUILDER_ASSETS to a folder that holds etcd and kube-apiserver (kube-controller-manager and kubectl\n' +
  'too, for all tests).';

const run = promisify(execFile);

/**
 * From the folder `KUBEBUILDER_ASSETS` where that is set, else from the cache, else built into the cache now. Rejects
 * with a message for people: what is missing, and what they can do about it.
 */
export async function findAssets(options: BuildOptions): Promise<Assets> {
  const given = options.environment['KUBEBUILDER_ASSETS'];
  if (given !== undefined && given !== '') return givenAssets(given, options.onProgress);
  const folder = path.join(cacheFolder(options.environment), await cacheKey(options.environment));
  const paths = await pathsIn(folder);
  if (PARTS.some(({ name }) => paths.get(name) === undefined)) {
    options.onProgress(
      `Go builds Kubernetes ${KUBERNETES_VERSION}, once, in some five minutes, into ${folder}`,
    );
    await buildInto(folder, options);
    return { ...assetsOf(await pathsIn(folder)), version: KUBERNETES_VERSION };
  }
  return { ...assetsOf(paths), version: KUBERNETES_VERSION };
}

async function givenAssets(folder: string, onProgress: BuildOptions['onProgress']): Promise<Assets> {
  const paths = await pathsIn(path.resolve(folder));
  for (const { name, without } of PARTS) {
    if (paths.get(name) !== undefined || without === undefined) continue;
    onProgress(`KUBEBUILDER_ASSETS has no ${name}: ${without}`);
  }
  return assetsOf(paths, `of KUBEBUILDER_ASSETS=${folder} `);
}

type Paths = ReadonlyMap<Part['name'], string>;

/** The programs that are in the folder. */
async function pathsIn(folder: string): Promise<Paths> {
  const found = await Promise.all(
    PARTS.map(async ({ name }) => {
      const file = path.join(folder, name);
      const runs = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      return runs ? [[name, file] as const] : [];
    }),
  );
  return new Map(found.flat());
}

function assetsOf(paths: Paths, whose = ''): Assets {
  const needed = (name: Part['name']): string => {
    const file = paths.get(name);
    if (file === undefined) throw new Error(`The folder ${whose}holds no ${name} that can be run.\n${WAYS}`);
    return file;
  };
  const controllerManager = paths.get('kube-controller-manager');
  const kubectl = paths.get('kubectl');
  return {
    etcd: needed('etcd'),
    apiServer: needed('kube-apiserver'),
    ...(controllerManager === undefined ? {} : { controllerManager }),
    ...(kubectl === undefined ? {} : { kubectl }),
  };
}

/** The XDG base directory specification: a cache folder that is not absolute is as good as none. */
function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  const base = path.isAbsolute(cache) ? cache : path.join(environment['HOME'] ?? homedir(), '.cache');
  return path.join(base, 'kubernetes-image-updater');
}

/** Changes with everything that goes into a build: the modules, the flags, Go and the platform. */
async function cacheKey(environment: NodeJS.ProcessEnv): Promise<string> {
  const hash = createHash('sha256')
    .update(await goVersion(environment))
    .update(LINKER_FLAGS);
  for (const folder of MODULES) {
    for (const name of ['go.mod', 'go.sum']) hash.update(await readFile(path.join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Asked inside the module, whose go.mod may call for a newer Go than the installed one. */
async function goVersion(environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const [cwd] = MODULES;
    const { stdout } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd, env: environment });
    return stdout;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const what = missing ? 'there is no Go on the PATH' : `Go does not run: ${String(error)}`;
    throw new Error(`A Kubernetes API server is needed, and ${what}.\n${WAYS}`, { cause: error });
  }
}
