/** Which containers use a repository. */
import { parseImage, type ImageReference } from './image-reference.ts';
import { lastSegment, repositoryOf, type Repository } from './repository.ts';
import type { Settings } from './settings.ts';
import type { Container, Workload } from './workload.ts';

/** The image of a container that uses the repository, or that names it and cannot be read. */
export type Use = { readonly image: ImageReference } | { readonly invalid: string };

/** Whether any container of the workload uses the repository. */
export function usesRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => useOf(container, repository, settings) !== undefined);
}

/** How the container uses the repository; undefined where it does not. */
export function useOf(container: Container, repository: Repository, settings: Settings): Use | undefined {
  const name = lastSegment(repository);
  if (!container.image.includes(name)) return undefined; // every spelling of the repository ends in it
  const parsed = parseImage(container.image);
  if ('invalid' in parsed) return namesSegment(container.image, name) ? parsed : undefined;
  return repositoryOf(parsed.image, settings.aliases) === repository ? parsed : undefined;
}

/** Whether a text that is no reference has the name in it as one whole segment. */
function namesSegment(text: string, name: string): boolean {
  return text.split(/[^\w.-]+/).includes(name);
}
