/** The entry of `registries` for a repository. */
import type { RegistryEntry } from '../config/config.ts';
import type { Repository } from '../core/names/repository.ts';
import { matchesAny } from '../core/settings.ts';

/** The first entry whose globs match; undefined if none does. */
export function registryEntry(
  repository: Repository,
  registries: readonly RegistryEntry[],
): RegistryEntry | undefined {
  return registries.find(({ repositories }) => matchesAny(repositories, repository));
}
