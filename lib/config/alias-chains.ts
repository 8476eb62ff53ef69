/**
 * Detects aliases of aliases. An alias is resolved once. If its meaning is also an alias, the canonical form of a canonical
 * form is another repository. A push that is read twice (a queued API call, a fanned-out event) would then update another
 * repository than the one that was authorized. Without chains, canonicalizing twice changes nothing.
 */
import type { Alias } from '../core/names/repository.ts';

/** `second` replaces the meaning of `first`, or a path below it; both may be the same alias. */
export interface AliasChain {
  readonly first: Alias;
  readonly second: Alias;
}

/** All chains, in the order of the aliases, without aliases of themselves, which are another complaint. */
export function aliasChains(aliases: readonly Alias[]): readonly AliasChain[] {
  const all = aliases.filter(({ prefix, means }) => prefix !== means);
  return all.flatMap((first) =>
    all.filter((second) => isReplaced(first, second, all)).map((second) => ({ first, second })),
  );
}

/** Whether `second` renames a repository that `first` has named. */
function isReplaced(first: Alias, second: Alias, all: readonly Alias[]): boolean {
  if (isAt(first.means, second.prefix)) return true;
  if (!isAt(second.prefix, first.means)) return false;
  // A mirror may serve official images without `library/`, which is inserted after the alias is resolved.
  if (first.means === 'docker.io' && second.prefix === 'docker.io/library') return true;
  // The name for which `first` would be resolved; a longer alias may take precedence.
  const joined = first.prefix + second.prefix.slice(first.means.length);
  return !all.some(({ prefix }) => prefix.length > first.prefix.length && isAt(joined, prefix));
}

/** Whether the path equals the prefix or is below it, by whole segments. */
function isAt(path: string, prefix: string): boolean {
  return `${path}/`.startsWith(`${prefix}/`);
}
