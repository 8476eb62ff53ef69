/** Which containers use a repository. */
import { parseImage, type ImageReference } from '../names/image-reference.ts';
import { lastSegment, canonicalRepository, type Repository } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';

/** The image of a container that uses the repository, or an invalid reference with the name of the repository. */
export type RepositoryUse = { readonly image: ImageReference } | { readonly invalid: string };

/** Whether any container uses the repository, or has an invalid reference with its name. */
export function usesRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => findUse(container, repository, settings) !== undefined);
}

/**
 * Whether any container certainly runs an image of the repository. An invalid reference with its name may be of another
 * repository.
 */
export function runsRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => {
    const use = findUse(container, repository, settings);
    return use !== undefined && 'image' in use;
  });
}

/** The invalid references with the name of the repository: the expected form of each. */
export function unreadableIn(
  workload: Workload,
  repository: Repository,
  settings: Settings,
): readonly string[] {
  return workload.containers.flatMap((container) => {
    const use = findUse(container, repository, settings);
    return use !== undefined && 'invalid' in use ? [use.invalid] : [];
  });
}

/** How the container uses the repository; undefined if it does not. */
export function findUse(
  container: Container,
  repository: Repository,
  settings: Settings,
): RepositoryUse | undefined {
  const name = lastSegment(repository);
  if (!container.image.includes(name)) return undefined; // every spelling of the repository ends with it
  const parsed = parseImage(container.image);
  if ('invalid' in parsed) return namesSegment(container.image, name) ? parsed : undefined;
  return canonicalRepository(parsed.image, settings.aliases) === repository ? parsed : undefined;
}

/** Whether an invalid reference contains the name as a whole segment. */
function namesSegment(text: string, name: string): boolean {
  return text.split(/[^\w.-]+/).includes(name);
}
