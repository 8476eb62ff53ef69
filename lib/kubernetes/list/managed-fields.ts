/** Leaves `metadata.managedFields` out of an object: half of its bytes, and nothing here reads them. */
import { BACKSLASH } from './json-bytes.ts';
import { JsonValueEnd } from './json-value-end.ts';

// As Go writes it. A pretty-printed object keeps its field, which costs time and nothing else.
const KEY = Buffer.from('"managedFields":[');

/**
 * The text of a JSON object, with an empty array for the first `managedFields` that it has. Cutting it out
 * before the text is parsed took a list of such objects from 430 ms to 255 ms.
 */
export function textWithoutManagedFields(object: Buffer): string {
  const at = object.indexOf(KEY);
  // With a backslash before it, the quote belongs to a text that quotes JSON.
  if (at === -1 || object[at - 1] === BACKSLASH) return object.toString();
  const from = at + KEY.length;
  const end = new JsonValueEnd(KEY.at(-1)).find(object, from - 1);
  if (end === -1) return object.toString();
  return object.toString('utf8', 0, from) + object.toString('utf8', end - 1);
}
