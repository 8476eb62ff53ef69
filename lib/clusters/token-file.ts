/** Tokens that somebody else keeps fresh in a file. */
import { readFile } from 'node:fs/promises';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import { parseBearerToken, type Credential } from './credential.ts';

/** The file is read again after so long, in milliseconds: it is replaced well before its token ends. */
const FRESH_MS = 60_000;

/** The token that the file holds now. Where it holds none, `fault` is told what was expected, and thrown. */
export async function readTokenFile(
  file: string,
  fault: (message: string) => UpdaterError,
  now: () => number,
): Promise<Credential & { readonly token: string }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fault(`expected a file with a token, got ${thirdPartyMessage(error)}`);
  });
  const token = parseBearerToken(text);
  if (token === undefined)
    throw fault(`expected a token and nothing else, got another text in ${printable(file)}`);
  return { token, until: now() + FRESH_MS };
}
