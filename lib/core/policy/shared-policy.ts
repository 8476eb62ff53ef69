/** Events at once about one cluster read the same annotations: what one of them keeps serves the others. */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';

const cachedPolicies = new Map<string, WeakRef<ParsedPolicy>>();
const registry = new FinalizationRegistry<string>((text) => {
  // It may have been read again meanwhile.
  if (cachedPolicies.get(text)?.deref() === undefined) cachedPolicies.delete(text);
});

/** Reads a policy as {@link parsePolicy}, unless somebody in this process has it still. */
export function sharedPolicy(text: string): ParsedPolicy {
  const known = cachedPolicies.get(text)?.deref();
  if (known !== undefined) return known;
  const parsed = parsePolicy(text);
  cachedPolicies.set(text, new WeakRef(parsed));
  registry.register(parsed, text);
  return parsed;
}
