/** A random key for one run on one machine: `npm run dev` needs neither a configured key nor a well-known one. */
import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey } from '../../config/config.ts';

/** The key, which is printed once, and its entry under `callback.keys`. */
export function developmentKey(): { readonly key: string; readonly entry: ApiKey } {
  const key = randomBytes(32).toString('base64url');
  return { key, entry: { name: 'development', sha256: createHash('sha256').update(key).digest('hex') } };
}
