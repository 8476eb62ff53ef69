/** The entry of `registries` for a repository. */
import type { RegistryEntry } from '../config/config.ts';
import type { Repository } from '../core/names/repository.ts';
import { matchesAny } from '../core/settings.ts';

/** Whether an entry names the host of the repository as it is, not by a pattern such as `**`. */
export function isHostListed(repository: Repository, registries: readonly RegistryEntry[]): boolean {
  const prefix = repository.slice(0, repository.indexOf('/') + 1);
  return registries.some(({ repositories }) => repositories.some(({ text }) => text.startsWith(prefix)));
}

/** The first entry whose globs match; undefined if none does. */
export function registryEntry(
  repository: Repository,
  registries: readonly RegistryEntry[],
): RegistryEntry | undefined {
  return registries.find(({ repositories }) => matchesAny(repositories, repository));
}
