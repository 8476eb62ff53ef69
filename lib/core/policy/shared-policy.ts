/** Shares parsed policies between concurrent events, which read the same annotations. */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';

const cachedPolicies = new Map<string, WeakRef<ParsedPolicy>>();
const registry = new FinalizationRegistry<string>((text) => {
  // It may have been parsed again meanwhile.
  if (cachedPolicies.get(text)?.deref() === undefined) cachedPolicies.delete(text);
});

/** Parses a policy like {@link parsePolicy}, unless it is still in memory. */
export function sharedPolicy(text: string): ParsedPolicy {
  const known = cachedPolicies.get(text)?.deref();
  if (known !== undefined) return known;
  const parsed = parsePolicy(text);
  cachedPolicies.set(text, new WeakRef(parsed));
  registry.register(parsed, text);
  return parsed;
}
