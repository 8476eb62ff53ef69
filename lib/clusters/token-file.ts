/** Tokens that somebody else keeps fresh in a file. */
import { readFile } from 'node:fs/promises';
import { Fault } from '../core/fault.ts';
import { bearerToken, type Credential } from './credential.ts';
import { foreignError } from './foreign-message.ts';

/** The file is read again after so long, in milliseconds: it is replaced well before its token ends. */
const FRESH_MS = 60_000;

/**
 * The token that the file holds now. `name` says in messages whose it is.
 * @throws Fault `NoCredentials`.
 */
export async function tokenOfFile(file: string, name: string, now: () => number): Promise<Credential> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault('NoCredentials', `${name}: a file with a token was expected: ${foreignError(error)}`);
  });
  const token = bearerToken(text);
  if (token === undefined)
    throw new Fault('NoCredentials', `${name}: a file with a token and nothing else was expected`);
  return { token, until: now() + FRESH_MS };
}
