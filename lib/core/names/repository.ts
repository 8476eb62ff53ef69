/**
 * Repositories in canonical form, `host/path` in one spelling, so that different names of a repository become the same text:
 * - the host is in lower case if that is still a host, Docker Hub is `docker.io`, and its images without a namespace are in
 *
 *   `library/`;
 * - `gcr.io/P/I` is `us-docker.pkg.dev/P/gcr.io/I`, and likewise `us.`, `eu.` and `asia.gcr.io`, which Artifact Registry serves
 *   from repositories with these names;
 * - aliases of the configuration (mirrors, virtual repositories) are replaced by their meaning.
 */
import type { ImageReference } from './image-reference.ts';

/** `host/path` in canonical form; compare the whole text, never only the last segment. */
export type Repository = string;

/**
 * `prefix` is another name of `means`: whole leading segments of `host/path`, both in the form of {@link canonicalPath}. At
 * least one segment must follow, so that the last segment of a repository is the same under all its names. The meaning of an
 * alias is not resolved again, and the configuration rejects aliases of aliases, so canonicalizing twice changes nothing.
 */
export interface Alias {
  readonly prefix: string;
  readonly means: string;
}

const GCR_HOSTS: Readonly<Record<string, string>> = {
  'gcr.io': 'us-docker.pkg.dev',
  'us.gcr.io': 'us-docker.pkg.dev',
  'eu.gcr.io': 'europe-docker.pkg.dev',
  'asia.gcr.io': 'asia-docker.pkg.dev',
};

// LOCATION-docker.pkg.dev, and the same in other Google Cloud universes.
const ARTIFACT_REGISTRY_HOST = /^[a-z0-9-]+-docker\./;

// `library/` may be omitted with a mirror of `docker.io`, and with `Docker.io` in capitals.
const OFFICIAL_IMAGE = /^docker\.io\/([^/]+)$/;

/** The canonical repository of an image. */
export function canonicalRepository(image: ImageReference, aliases: readonly Alias[]): Repository {
  const spelled = officialPath(canonicalPath(`${canonicalHost(image.domain)}/${image.path}`));
  return officialPath(canonicalPath(resolveAliases(spelled, aliases)));
}

/**
 * The host in lower case, and Docker Hub with one name, because image references recognize it only in lower case. A host that
 * is a host only because of its capitals (`Foo/app`) keeps them: in lower case it would be a path on Docker Hub.
 */
export function canonicalHost(domain: string): string {
  const host = domain.toLowerCase();
  if (!HOST.test(host)) return domain;
  return host === 'index.docker.io' ? 'docker.io' : host;
}

// The characteristics of a host in lower case.
const HOST = /[.:]|^localhost$/;

function officialPath(hostAndPath: string): string {
  return hostAndPath.replace(OFFICIAL_IMAGE, 'docker.io/library/$1');
}

/**
 * `host/segments…` with `gcr.io` hosts in the form of Artifact Registry; anything else is unchanged, also a `gcr.io` host
 * without a project.
 */
export function canonicalPath(hostAndPath: string): string {
  const [host = '', ...segments] = hostAndPath.split('/');
  const registry = Object.hasOwn(GCR_HOSTS, host) ? GCR_HOSTS[host] : undefined;
  const project = projectSegments(segments);
  if (registry === undefined || segments.length < project) return hostAndPath;
  return [registry, ...segments.slice(0, project), host, ...segments.slice(project)].join('/');
}

/** The Google Cloud project of a repository (`p`, `example.com:p`); undefined for other registries. */
export function findProject(repository: Repository): string | undefined {
  const [host = '', ...segments] = repository.split('/');
  return ARTIFACT_REGISTRY_HOST.test(host)
    ? segments.slice(0, projectSegments(segments)).join(':')
    : undefined;
}

/** Whether the repository is `gcf-artifacts`, which contains build artifacts of Cloud Functions. */
export function isBuildArtifact(repository: Repository): boolean {
  const [host = '', ...segments] = repository.split('/');
  return ARTIFACT_REGISTRY_HOST.test(host) && segments[projectSegments(segments)] === 'gcf-artifacts';
}

/** The last segment of the path, which is the same in every spelling and with every alias. */
export function lastSegment(repository: Repository): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

// A domain-scoped project (`example.com:p`) is written as two segments, and only the first contains a dot.
function projectSegments(segments: readonly string[]): 1 | 2 {
  return segments[0]?.includes('.') === true ? 2 : 1;
}

function resolveAliases(hostAndPath: string, aliases: readonly Alias[]): string {
  const longest = aliases
    .filter(({ prefix }) => hostAndPath.startsWith(`${prefix}/`))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
    .at(0);
  return longest === undefined ? hostAndPath : longest.means + hostAndPath.slice(longest.prefix.length);
}
