/**
 * The `continue` token of a paged list, in the form of the API server: base64url without padding of
 * `{"v":"meta.k8s.io/v1","rv":<resourceVersion of the first page>,"start":"<key>\u0000"}`.
 */
import { isMap, member, readJson, type Json } from './json.ts';

const FORMAT = 'meta.k8s.io/v1';

/** The resourceVersion for the current state, instead of that of the first page. */
export const LATEST = -1;

/** A parsed token. */
export interface ContinueToken {
  readonly resourceVersion: number;
  /** The list continues with the first key that is not lower. Keys are relative to the listed collection. */
  readonly start: string;
}

/** The token for the objects after the given key. */
export function tokenAfter(key: string, resourceVersion: number): string {
  return writeToken({ resourceVersion, start: `${key}\u0000` });
}

/** The text of a token. */
export function writeToken({ resourceVersion, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: FORMAT, rv: resourceVersion, start })).toString('base64url');
}

/** The token, or the error message of the API server. */
export function readToken(text: string): ContinueToken | { readonly invalid: string } {
  const token = decode(text);
  if (!isMap(token)) return { invalid: 'continue key is not valid' };
  const [format, resourceVersion, start] = [member(token, 'v'), member(token, 'rv'), member(token, 'start')];
  if (format !== FORMAT)
    return {
      invalid: `continue key is not valid: server does not recognize this encoded version ${requireText(format)}`,
    };
  if (typeof resourceVersion !== 'number' || resourceVersion === 0) {
    return {
      invalid: `continue key is not valid: incorrect encoded start resourceVersion (version ${FORMAT})`,
    };
  }
  if (typeof start !== 'string' || start === '') {
    return { invalid: `continue key is not valid: encoded start key empty (version ${FORMAT})` };
  }
  return { resourceVersion, start };
}

function requireText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function decode(text: string): Json | undefined {
  try {
    return readJson(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
