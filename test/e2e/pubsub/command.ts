/** Programs as a person runs them: ours from its source, and gcloud, both pointed at the emulator. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command, KeptProcess } from '../../support/keeper.ts';
import type { Context } from 'mocha';
import { findGcloud } from './find-emulator.ts';
import { emulator } from './shared.ts';
import type { Installation } from './installation.ts';
import { ROOT } from '../../support/project-root.ts';

export interface Ran {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = path.join(ROOT, 'lib/cli/main.ts');

/** With which environment, and until when. */
type Place = Pick<Installation, 'keeper' | 'environment'>;

/** Runs `image-updater` with these arguments, in the environment of the installation, and this on standard input. */
export function imageUpdater(installation: Place, args: readonly string[], input = ''): Promise<Ran> {
  return run(commandOf(installation, args), input);
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
  const { code, stdout, stderr } = await run({ file, arguments: all, environment }, '');
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

async function run({ file, arguments: args, environment }: Command, input: string): Promise<Ran> {
  const child = spawn(file, args, { env: environment });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  // A program that ends without reading its input is no fault of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
