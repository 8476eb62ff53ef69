/** Groups repositories by the repository of Artifact Registry that contains them: one listing has the images of all. */
import type { Repository } from '../core/names/repository.ts';
import {
  artifactRepositoryName,
  findArtifactRepository,
  type ArtifactRepository,
} from './artifact-registry/artifact-repository.ts';

export interface Place {
  /** `projects/P/locations/L/repositories/R`. */
  readonly name: string;
  readonly place: ArtifactRepository;
  /** By name. */
  readonly repositories: ReadonlySet<Repository>;
}

export interface RepositoriesByPlace {
  /** By name. */
  readonly places: readonly Place[];
  /** Of other registries, by name. */
  readonly others: readonly Repository[];
}

/** The same for any order of the repositories. */
export function groupByPlace(repositories: Iterable<Repository>): RepositoriesByPlace {
  const places = new Map<string, Place & { readonly repositories: Set<Repository> }>();
  const others: Repository[] = [];
  for (const repository of [...new Set(repositories)].toSorted()) {
    const place = findArtifactRepository(repository);
    if (place === undefined) {
      others.push(repository);
      continue;
    }
    const name = artifactRepositoryName(place);
    const known = places.get(name) ?? { name, place, repositories: new Set() };
    known.repositories.add(repository);
    places.set(name, known);
  }
  return { places: [...places.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), others };
}
