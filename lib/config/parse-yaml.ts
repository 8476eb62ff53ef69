/** Parses the text of a configuration as one YAML document of limited size. */
import { load } from 'js-yaml';
import { isObject, objectOr, stringOr } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import type { Complaint } from './complaint.ts';

/** The maximum number of characters; with expanded YAML aliases the maximum is twice as many. */
export const MAX_SIZE = 1024 * 1024;

/** Parses YAML 1.2: no custom tags, no duplicate keys, one document. */
export function parseYaml(text: string): { readonly document: unknown } | { readonly complaint: Complaint } {
  if (text.length > MAX_SIZE) return { complaint: tooLarge(`${text.length} characters`) };
  try {
    const document = load(text);
    return isExpanded(document)
      ? { complaint: tooLarge('more after YAML aliases are expanded') }
      : { document };
  } catch (error) {
    return { complaint: notYaml(error) };
  }
}

/**
 * Whether YAML aliases make the document larger than any text of the allowed size. Aliases are references to one value,
 * which validation would visit at each place.
 */
function isExpanded(document: unknown): boolean {
  const open = [document];
  let budget = 2 * MAX_SIZE;
  while (open.length > 0 && budget > 0) {
    const value = open.pop();
    budget -= 1;
    if (typeof value === 'string') budget -= value.length;
    // The items of a list, or the keys and values of a mapping.
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

// js-yaml may also throw other errors, and its own errors may have no position.
function notYaml(error: unknown): Complaint {
  const { reason, mark } = objectOr(error);
  return {
    code: 'NotYaml',
    path: isObject(mark) ? `line ${Number(mark['line']) + 1}, column ${Number(mark['column']) + 1}` : '',
    expected: 'one YAML document',
    // The message quotes names of aliases and tags. A password that begins with `*` or `!` is parsed as one.
    received: `invalid YAML: ${printable(stringOr(reason, String(error)).replace(/".*"|<.*>/gs, '…'))}`,
  };
}
