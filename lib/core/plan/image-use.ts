/** Which containers use a repository. */
import { parseImage, type ImageReference } from '../names/image-reference.ts';
import { lastSegment, canonicalRepository, type Repository } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';

/** The image of a container that uses the repository, or that names it and cannot be read. */
export type RepositoryUse = { readonly image: ImageReference } | { readonly invalid: string };

/** Whether any container of the workload uses the repository, or names it in an image that cannot be read. */
export function usesRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => findUse(container, repository, settings) !== undefined);
}

/**
 * Whether any container of the workload runs an image of the repository for certain. A text that cannot be read and has
 * the repository's name in it may as well be of another one.
 */
export function runsRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => {
    const use = findUse(container, repository, settings);
    return use !== undefined && 'image' in use;
  });
}

/** The images of the workload that name the repository and cannot be read: what was expected of each. */
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

/** How the container uses the repository; undefined where it does not. */
export function findUse(
  container: Container,
  repository: Repository,
  settings: Settings,
): RepositoryUse | undefined {
  const name = lastSegment(repository);
  if (!container.image.includes(name)) return undefined; // every spelling of the repository ends in it
  const parsed = parseImage(container.image);
  if ('invalid' in parsed) return namesSegment(container.image, name) ? parsed : undefined;
  return canonicalRepository(parsed.image, settings.aliases) === repository ? parsed : undefined;
}

/** Whether a text that is no reference has the name in it as one whole segment. */
function namesSegment(text: string, name: string): boolean {
  return text.split(/[^\w.-]+/).includes(name);
}
