/**
 * Where Google's Pub/Sub emulator is on this machine: the jar that `PUBSUB_EMULATOR_JAR` names, else that of the
 * Cloud SDK whose `gcloud` is on the PATH. It is a Java program: without `java` it is of no use.
 */
import { accessSync, constants, globSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../lib/core/environment.ts';

export interface FoundEmulator {
  readonly jar: string;
  /** The path of the program. */
  readonly java: string;
}

/** Where there is none: why, and how one is had. */
export interface NoEmulator {
  readonly missing: string;
}

/** Looks at files alone, and starts nothing. */
export function findEmulator(environment: Environment): FoundEmulator | NoEmulator {
  const { PUBSUB_EMULATOR_JAR: named } = environment;
  const jar = named === undefined ? jarOfSdk(environment) : readable(named);
  if (jar === undefined) return { missing: named === undefined ? NO_SDK : `there is no file ${named}` };
  const java = onPath('java', environment);
  return java === undefined ? { missing: '`java` is not on the PATH' } : { jar, java };
}

/** How somebody who has none gets one. */
export const HOW_TO_GET_ONE =
  'Install the Google Cloud SDK and its emulator (`gcloud components install pubsub-emulator`, or the package\n' +
  'google-cloud-cli-pubsub-emulator) and Java 11 or newer; or name a jar: PUBSUB_EMULATOR_JAR=FILE.';

const NO_SDK =
  'no Cloud SDK with platform/pubsub-emulator is on the PATH, and PUBSUB_EMULATOR_JAR is not set';

/** The path of `gcloud`, where it is on the PATH. */
export function findGcloud(environment: Environment): string | undefined {
  return onPath('gcloud', environment);
}

function jarOfSdk(environment: Environment): string | undefined {
  const gcloud = findGcloud(environment);
  if (gcloud === undefined) return undefined;
  // The PATH may have a link; the program itself lies in `bin` of the installation.
  const installation = path.dirname(path.dirname(realpathSync(gcloud)));
  const folder = path.join(installation, 'platform', 'pubsub-emulator', 'lib');
  const [jar] = globSync('*.jar', { cwd: folder }).toSorted().toReversed();
  return jar === undefined ? undefined : path.join(folder, jar);
}

function readable(file: string): string | undefined {
  return allows(file, constants.R_OK) ? path.resolve(file) : undefined;
}

function onPath(program: string, { PATH = '' }: Environment): string | undefined {
  return PATH.split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, program))
    .find((file) => allows(file, constants.X_OK));
}

function allows(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
