/** The texts in a document. */
import { isObject } from '../../lib/core/text/json.ts';

export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
}
