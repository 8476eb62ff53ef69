/** Where the programs of a control plane come from: a folder that somebody names, a cache, or a build into it. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../cache-folder.ts';
import { buildInto, buildKey, GoMissing, type BuildOptions, type GoBuild } from '../../go-build.ts';
import { KUBERNETES_VERSION, LINKER_FLAGS, PARTS, type Part } from './parts.ts';

/** Paths of the programs. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager?: string;
  readonly kubectl?: string;
  /** `v1.36.3` if they were built here; otherwise undefined. */
  readonly version?: string;
}

const WAYS =
  'Either install Go 1.26 or newer (https://go.dev/dl), which then builds them once, in about five minutes;\n' +
  'or set KUBEBUILDER_ASSETS to a folder that holds etcd and kube-apiserver (kube-controller-manager and kubectl\n' +
  'too, for all tests).';

const BUILD: GoBuild = { programs: PARTS, linkerFlags: LINKER_FLAGS };

/**
 * From the folder `KUBEBUILDER_ASSETS` where that is set, else from the cache, else built into the cache now. Rejects
 * with a message for people: what is missing, and what they can do about it.
 */
export async function findAssets(options: BuildOptions): Promise<Assets> {
  const given = options.environment['KUBEBUILDER_ASSETS'];
  if (given !== undefined && given !== '') return givenAssets(given, options.onProgress);
  const folder = path.join(cacheFolder(options.environment), await keyOfBuild(options.environment));
  const paths = await pathsIn(folder);
  if (PARTS.some(({ name }) => paths.get(name) === undefined)) {
    options.onProgress(
      `Go builds Kubernetes ${KUBERNETES_VERSION}, once, in some five minutes, into ${folder}`,
    );
    await buildInto(folder, BUILD, options);
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

async function keyOfBuild(environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await buildKey(BUILD, environment);
  } catch (error) {
    if (!(error instanceof GoMissing)) throw error;
    throw new Error(`A Kubernetes API server is needed, and ${error.message}.\n${WAYS}`, { cause: error });
  }
}
