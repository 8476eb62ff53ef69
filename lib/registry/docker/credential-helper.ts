/**
 * Credential helpers of Docker (https://github.com/docker/docker-credential-helpers): `docker-credential-NAME get` reads the
 * registry on standard input, and prints `{"ServerURL", "Username", "Secret"}`.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { deadlineExceeded } from '../../async/deadline.ts';
import type { Environment } from '../../core/environment.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { safeMessage } from '../../core/errors/third-party-message.ts';
import { objectOr, parseJson, stringOr } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import type { RegistryCredential } from '../credential.ts';

const run = promisify(execFile);

export interface HelperOptions {
  readonly environment: Environment;
  /** The time limit of the helper, in milliseconds. */
  readonly helperMs: number;
  readonly signal: AbortSignal;
}

/** The time limit of a helper, in milliseconds: that of gcloud needs two seconds. */
export const HELPER_MS = 10_000;

const MAX_OUTPUT = 64 * 1024;

// No path: the helper must be a program of this name in PATH.
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

// Defined by the project of the helpers: exit code 1 with this line on standard output.
const NOT_FOUND = 'credentials not found in native keychain';

/**
 * The credential that the helper has for a server; undefined if it has none. Errors have no cause, because the cause would
 * contain the output of the helper.
 * @throws UpdaterError `CredentialHelperFailed`, `CredentialHelperTimeout`.
 */
export async function helperCredential(
  helper: string,
  server: string,
  options: HelperOptions,
): Promise<RegistryCredential | undefined> {
  if (!NAME.test(helper))
    throw new UpdaterError(
      'CredentialHelperFailed',
      `expected a name of letters, digits, "_", "." and "-" as credential helper, got "${printable(helper, 80)}"`,
    );
  const program = `docker-credential-${helper}`;
  const stdout = await output(program, server, options);
  if (stdout === undefined) return undefined;
  const { Username: user, Secret: secret } = objectOr(parseJson(stdout));
  if (typeof user !== 'string' || typeof secret !== 'string')
    throw new UpdaterError(
      'CredentialHelperFailed',
      `${program}: expected Username and Secret, got something else`,
    );
  if (secret === '') return undefined;
  return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', user, password: secret };
}

/** Undefined if the helper has no credential. */
async function output(
  program: string,
  server: string,
  { environment, helperMs, signal }: HelperOptions,
): Promise<string | undefined> {
  try {
    const running = run(program, ['get'], {
      env: environment,
      timeout: helperMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
      signal,
    });
    // A helper that does not read its input closes it.
    running.child.stdin?.on('error', () => undefined).end(`${server}\n`);
    const { stdout } = await running;
    return stdout;
  } catch (error) {
    const { stdout } = objectOr(error);
    if (stringOr(stdout, '').trim() === NOT_FOUND) return undefined;
    if (signal.aborted) throw deadlineExceeded(program, signal);
    throw failure(program, error, helperMs);
  }
}

function failure(program: string, error: unknown, limitMs: number): UpdaterError {
  const { code, killed, signal, stderr } = processFailure(error);
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new UpdaterError(
      'CredentialHelperFailed',
      `${program}: expected at most ${MAX_OUTPUT} bytes, got more`,
    );
  if (typeof code === 'string')
    return new UpdaterError('CredentialHelperFailed', `${program} cannot be run (${code})`);
  if (killed === true)
    return new UpdaterError(
      'CredentialHelperTimeout',
      `${program}: expected a credential within ${limitMs} ms, got none`,
    );
  const end = typeof code === 'number' ? `with code ${code}` : `by ${String(signal)}`;
  return new UpdaterError(
    'CredentialHelperFailed',
    `${program} ended ${end}: ${safeMessage(stringOr(stderr, ''))}`,
  );
}

function processFailure(error: unknown) {
  const field = (name: string): unknown => Reflect.get(Object(error), name);
  return {
    code: field('code'),
    killed: field('killed'),
    signal: field('signal'),
    stderr: field('stderr'),
  };
}
