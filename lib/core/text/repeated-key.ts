/** Keys that a JSON text has twice: `JSON.parse` takes the last one, and tells nobody. */

// In a text that is JSON nothing else matters here: strings, what opens and closes, and the colon behind a key.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gs;

/** The first key that the object in a text, which is JSON, has for the second time. Objects inside of it do not count. */
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
