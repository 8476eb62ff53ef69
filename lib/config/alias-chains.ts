/**
 * Aliases of aliases. An alias is looked up once, so where what it means is replaced by an alias too, a repository in
 * canonical form has another canonical form: what was allowed for one repository would be done to another, wherever a
 * push is read twice (a call that is queued, an event that is shared out). Without chains the canonical form of a
 * canonical form is itself.
 */
import type { Alias } from '../core/names/repository.ts';

/** `second` replaces what `first` means, or something under it; they may be one and the same. */
export interface AliasChain {
  readonly first: Alias;
  readonly second: Alias;
}

/** All chains, in the order of the aliases; those that mean themselves are left out, which is another complaint. */
export function aliasChains(aliases: readonly Alias[]): readonly AliasChain[] {
  const all = aliases.filter(({ prefix, means }) => prefix !== means);
  return all.flatMap((first) =>
    all.filter((second) => isReplaced(first, second, all)).map((second) => ({ first, second })),
  );
}

/** Whether something that `first` gives a name is given another one by `second`. */
function isReplaced(first: Alias, second: Alias, all: readonly Alias[]): boolean {
  if (isAt(first.means, second.prefix)) return true;
  if (!isAt(second.prefix, first.means)) return false;
  // An official image may come through a mirror without `library/`, which is put in after the alias.
  if (first.means === 'docker.io' && second.prefix === 'docker.io/library') return true;
  // What `first` would have to be asked for; a longer alias may be asked in its place.
  const joined = first.prefix + second.prefix.slice(first.means.length);
  return !all.some(({ prefix }) => prefix.length > first.prefix.length && isAt(joined, prefix));
}

/** Whether the path is the prefix, or lies under it: whole segments. */
function isAt(path: string, prefix: string): boolean {
  return `${path}/`.startsWith(`${prefix}/`);
}
