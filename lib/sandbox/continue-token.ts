/**
 * The `continue` of a paged list, as the API server makes it: base64url without padding of
 * `{"v":"meta.k8s.io/v1","rv":<resourceVersion of the first page>,"start":"<key>\u0000"}`.
 */
import { isMap, member, readJson, type Json } from './json.ts';

const FORMAT = 'meta.k8s.io/v1';

/** The resourceVersion that asks for what is there now, instead of what was there at the first page. */
export const LATEST = -1;

/** A token, read. */
export interface ContinueToken {
  readonly resourceVersion: number;
  /** The list goes on with the first key that is not below this one. Keys are relative to what is listed. */
  readonly start: string;
}

/** The token for what follows the given key. */
export function tokenAfter(key: string, resourceVersion: number): string {
  return writeToken({ resourceVersion, start: `${key}\u0000` });
}

/** The text of a token. */
export function writeToken({ resourceVersion, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: FORMAT, rv: resourceVersion, start })).toString('base64url');
}

/** The token, or what is wrong with it as the API server says it. */
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
