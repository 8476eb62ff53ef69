/** The program of distribution's registry: from the cache, or built into it by Go. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../support/cache-folder.ts';
import { buildInto, buildKey, GoMissing, type BuildOptions, type GoBuild } from '../../support/go-build.ts';

/** The version that `server/go.mod` pins. */
export const REGISTRY_VERSION = 'v3.1.2';

const BUILD: GoBuild = {
  programs: [
    {
      name: 'registry',
      module: path.join(import.meta.dirname, 'server'),
      package: 'github.com/distribution/distribution/v3/cmd/registry',
    },
  ],
  linkerFlags: '-s -w',
};

/** Its path. Rejects with a message for people where there is no Go, or the build breaks. */
export async function findRegistry(options: BuildOptions): Promise<string> {
  const folder = path.join(cacheFolder(options.environment), await keyOfBuild(options.environment));
  const program = path.join(folder, 'registry');
  if (!(await runs(program))) {
    options.onProgress(
      `Go builds the registry ${REGISTRY_VERSION}, once, in a minute or two, into ${folder}`,
    );
    await buildInto(folder, BUILD, options);
  }
  return program;
}

async function runs(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function keyOfBuild(environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await buildKey(BUILD, environment);
  } catch (error) {
    if (!(error instanceof GoMissing)) throw error;
    throw new Error(
      `A registry is needed, and ${error.message}. Install Go 1.26 or newer (https://go.dev/dl).`,
      { cause: error },
    );
  }
}
