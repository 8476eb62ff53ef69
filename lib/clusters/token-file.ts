/** Tokens in a file that another program refreshes. */
import { readFile } from 'node:fs/promises';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import { parseBearerToken, type Credential } from './credential.ts';

/** The interval of reading the file, in milliseconds. The file is replaced well before its token expires. */
const FRESH_MS = 60_000;

/** The current token of the file. Without a token, the error that `fault` creates is thrown. */
export async function readTokenFile(
  file: string,
  fault: (message: string) => UpdaterError,
  now: () => number,
): Promise<Credential & { readonly token: string }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fault(`expected a file with a token, got ${thirdPartyMessage(error)}`);
  });
  const token = parseBearerToken(text);
  if (token === undefined) throw fault(`expected only a token, got another text in ${printable(file)}`);
  return { token, until: now() + FRESH_MS };
}
