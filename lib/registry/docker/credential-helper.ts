/**
 * Credential helpers of Docker (https://github.com/docker/docker-credential-helpers): `docker-credential-NAME get` reads the
 * registry on standard input, and prints `{"ServerURL", "Username", "Secret"}`.
 */
import { deadlineExceeded } from '../../async/deadline.ts';
import type { Environment } from '../../core/environment.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { safeMessage } from '../../core/errors/third-party-message.ts';
import { objectOr, parseJson } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import type { RegistryCredential } from '../credential.ts';
import { runToEnd } from '../../async/run-to-end.ts';

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
 * The credential that the helper has for a server; undefined if it has none. Errors have no cause, and of the output of the helper
 * only the first line of standard error, without long words.
 * @throws UpdaterError `CredentialHelperFailed`, `CredentialHelperTimeout`.
 */
export async function helperCredential(
  helper: string,
  server: string,
  options: HelperOptions,
): Promise<RegistryCredential | undefined> {
  if (!NAME.test(helper))
    throw failed(
      `expected a name of letters, digits, "_", "." and "-" as credential helper, got "${printable(helper, 80)}"`,
    );
  const program = `docker-credential-${helper}`;
  const stdout = await output(program, server, options);
  if (stdout === undefined) return undefined;
  const { Username: user, Secret: secret } = objectOr(parseJson(stdout));
  if (typeof user !== 'string' || typeof secret !== 'string')
    throw failed(`${program}: expected Username and Secret, got something else`);
  if (secret === '') return undefined;
  return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', user, password: secret };
}

/** Undefined if the helper has no credential. */
async function output(
  program: string,
  server: string,
  { environment, helperMs, signal }: HelperOptions,
): Promise<string | undefined> {
  const limits = { limitMs: helperMs, maxBytes: MAX_OUTPUT, signal };
  const end = await runToEnd({ program, args: ['get'], input: `${server}\n`, environment, ...limits });
  switch (end.is) {
    case 'ended':
      if (end.by === 0) return end.stdout;
      if (end.stdout.trim() === NOT_FOUND) return undefined;
      throw failed(
        `${program} ended ${typeof end.by === 'number' ? 'with code' : 'by'} ${end.by}: ${safeMessage(end.stderr)}`,
      );
    case 'not-run':
      throw failed(`${program} cannot be run (${end.code})`);
    case 'too-long':
      throw failed(`${program}: expected at most ${MAX_OUTPUT} bytes, got more`);
    case 'timeout':
      throw new UpdaterError(
        'CredentialHelperTimeout',
        `${program}: expected a credential within ${helperMs} ms, got none`,
      );
    case 'aborted':
      throw deadlineExceeded(program, signal);
  }
}

function failed(message: string): UpdaterError {
  return new UpdaterError('CredentialHelperFailed', message);
}
