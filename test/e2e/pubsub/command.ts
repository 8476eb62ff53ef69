/** Programs as a person runs them: the CLI from its source, and gcloud, both pointed at the emulator. */
import path from 'node:path';
import type { Command, KeptProcess } from '../../support/keeper.ts';
import type { Context } from 'mocha';
import { findGcloud } from './find-emulator.ts';
import { emulator } from './shared.ts';
import type { Installation } from './installation.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram, type Ran } from '../../support/run-program.ts';

const MAIN = path.join(ROOT, 'lib/cli/main.ts');

/** With which environment, and until when. */
type Place = Pick<Installation, 'keeper' | 'environment'>;

/** Runs `image-updater` with these arguments, in the environment of the installation, and this on standard input. */
export function imageUpdater(installation: Place, args: readonly string[], input = ''): Promise<Ran> {
  const { file, arguments: all, environment } = commandOf(installation, args);
  return runProgram(file, all, { ...(environment && { environment }), input });
}

/** Starts one that goes on; it ends with the installation at the latest. */
export function startImageUpdater(installation: Place, args: readonly string[]): Promise<KeptProcess> {
  return installation.keeper.run(args[0] ?? 'image-updater', commandOf(installation, args));
}

/** Runs gcloud in the project of the installation; skips the test where there is none. Anything but success is an error. */
export async function gcloud(
  test: Context,
  installation: Installation,
  args: readonly string[],
): Promise<string> {
  const file = findGcloud(process.env) ?? test.skip();
  const environment = {
    PATH: process.env['PATH'],
    HOME: installation.keeper.folder,
    CLOUDSDK_CONFIG: path.join(installation.keeper.folder, 'gcloud'),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${emulator().url}/`,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
  };
  const all = [...args, `--project=${installation.project}`];
  const { code, stdout, stderr } = await runProgram(file, all, { environment });
  if (code !== 0) throw new Error(`gcloud ${all.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

function commandOf({ keeper, environment }: Place, args: readonly string[]): Command {
  return {
    file: process.execPath,
    arguments: [MAIN, ...args],
    environment: { PATH: process.env['PATH'], HOME: keeper.folder, ...environment },
  };
}
