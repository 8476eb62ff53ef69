/** The text of a configuration as one YAML document, bounded in size. */
import { load } from 'js-yaml';
import { isObject, objectOr, stringOr } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import type { Complaint } from './complaint.ts';

/** Characters of a text, and half of what its aliases may expand to. */
export const MAX_SIZE = 1024 * 1024;

/** Reads YAML 1.2: no tags beyond its own, a key only once in a mapping, one document. */
export function parseYaml(text: string): { readonly document: unknown } | { readonly complaint: Complaint } {
  if (text.length > MAX_SIZE) return { complaint: tooLarge(`${text.length} characters`) };
  try {
    const document = load(text);
    return isExpanded(document)
      ? { complaint: tooLarge('more, once its aliases are expanded') }
      : { document };
  } catch (error) {
    return { complaint: notYaml(error) };
  }
}

/**
 * Whether aliases make the document larger than any text of the allowed size could be. They are references
 * to one value, which validation would visit again at each place.
 */
function isExpanded(document: unknown): boolean {
  const open = [document];
  let budget = 2 * MAX_SIZE;
  while (open.length > 0 && budget > 0) {
    const value = open.pop();
    budget -= 1;
    if (typeof value === 'string') budget -= value.length;
    // A list's entries, or a mapping's keys and values.
    if (typeof value === 'object' && value !== null) {
      for (const inner of Array.isArray(value) ? value : Object.entries(value)) open.push(inner);
    }
  }
  return budget <= 0;
}

/** The complaint about a text of more than {@link MAX_SIZE} characters. */
export function tooLarge(received: string): Complaint {
  return { code: 'TooLarge', path: '', expected: `at most ${MAX_SIZE} characters`, received };
}

// js-yaml may also throw what is not its own error, and its own may come without a place.
function notYaml(error: unknown): Complaint {
  const { reason, mark } = objectOr(error);
  return {
    code: 'NotYaml',
    path: isObject(mark) ? `line ${Number(mark['line']) + 1}, column ${Number(mark['column']) + 1}` : '',
    expected: 'one YAML document',
    // Names of aliases and tags are quoted there: a password that begins with `*` or `!` is taken for one.
    received: `text that is none: ${printable(stringOr(reason, String(error)).replace(/".*"|<.*>/gs, '…'))}`,
  };
}
