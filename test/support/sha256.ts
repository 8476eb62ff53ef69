import { createHash } from 'node:crypto';

/** In hexadecimal, as keys stand in a configuration. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
