/** Events at once about one cluster read the same annotations: what one of them keeps serves the others. */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';

const kept = new Map<string, WeakRef<ParsedPolicy>>();
const registry = new FinalizationRegistry<string>((text) => {
  // It may have been read again meanwhile.
  if (kept.get(text)?.deref() === undefined) kept.delete(text);
});

/** Reads a policy as {@link parsePolicy}, unless somebody in this process has it still. */
export function sharedPolicy(text: string): ParsedPolicy {
  const known = kept.get(text)?.deref();
  if (known !== undefined) return known;
  const parsed = parsePolicy(text);
  kept.set(text, new WeakRef(parsed));
  registry.register(parsed, text);
  return parsed;
}
