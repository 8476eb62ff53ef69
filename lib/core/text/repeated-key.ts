/** Finds duplicate keys in a JSON text: `JSON.parse` silently uses the last one. */

// The relevant parts of valid JSON: strings, brackets, and the colon after a key.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gs;

/** The first duplicate key of the object in a valid JSON text. Nested objects are not checked. */
export function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) {
      const key = String(JSON.parse(before));
      if (seen.has(key)) return key;
      seen.add(key);
    }
    before = token;
  }
  return undefined;
}
