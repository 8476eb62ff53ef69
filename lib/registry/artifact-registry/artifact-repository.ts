/**
 * Where Artifact Registry keeps the images of a repository name:
 *
 *     europe-docker.pkg.dev/P/R/IMAGE                  projects/P/locations/europe/repositories/R
 *     europe-west1-docker.pkg.dev/example.com/P/R/I    projects/example.com:P/locations/europe-west1/repositories/R
 *     asia.gcr.io/P/IMAGE                              projects/P/locations/asia/repositories/asia.gcr.io
 *     eu.gcr.io/P/IMAGE                                projects/P/locations/europe/repositories/eu.gcr.io
 *
 * https://cloud.google.com/artifact-registry/docs/docker/names,
 * https://cloud.google.com/artifact-registry/docs/transition/gcr-repositories.
 */
import { canonicalPath, findProject, type Repository } from '../../core/names/repository.ts';

/** A repository of Artifact Registry. Each name is safe in a path and in a shell. */
export interface ArtifactRepository {
  /** `p`, or `example.com:p` for a project of a domain. */
  readonly project: string;
  readonly location: string;
  readonly repository: string;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const PROJECT = new RegExp(`^(?:(?:${LABEL}\\.){1,8}${LABEL}:)?[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$`);
// Google's registries in other universes have other hosts, and other addresses of the API.
const HOST = /^([a-z]{1,20}(?:-[a-z]{1,20}){0,3}[0-9]{0,2})-docker\.pkg\.dev$/;
// With dots in those of `gcr.io` hosts.
const REPOSITORY = /^[a-z](?:[a-z0-9.-]{0,62}[a-z0-9])?$/;

/** The repository of Artifact Registry that contains an image; undefined for other registries, and for names without an image. */
export function findArtifactRepository(repository: Repository): ArtifactRepository | undefined {
  const [host = '', ...segments] = canonicalPath(repository).split('/');
  const location = HOST.exec(host)?.[1];
  const project = findProject([host, ...segments].join('/'));
  if (location === undefined || project === undefined || !PROJECT.test(project)) return undefined;
  const [name = '', image = ''] = segments.slice(project.includes(':') ? 2 : 1);
  return REPOSITORY.test(name) && image !== '' ? { project, location, repository: name } : undefined;
}

/** The name of the resource: `projects/P/locations/L/repositories/R`; the same text for the same repository. */
export function artifactRepositoryName({ project, location, repository }: ArtifactRepository): string {
  return `projects/${project}/locations/${location}/repositories/${repository}`;
}
