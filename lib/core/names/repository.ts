/**
 * Repositories in their canonical form, `host/path` in one spelling, so that two names of one repository are
 * one text:
 *
 * - the host is lower case where it is a host without its capitals too, Docker Hub is `docker.io`, and its images without a namespace are in `library/`;
 * - `gcr.io/P/I` is `us-docker.pkg.dev/P/gcr.io/I`, and likewise `us.`, `eu.` and `asia.gcr.io`, which are
 *   served from Artifact Registry repositories of those names;
 * - prefixes that the configuration calls aliases (mirrors, virtual repositories) are put into what they mean.
 */
import type { ImageReference } from './image-reference.ts';

/** `host/path` in canonical form; compare whole ones, never the last segment. */
export type Repository = string;

/**
 * `prefix` is another name of `means`: whole leading segments of `host/path`, both as {@link canonicalPath} has
 * them. Something must follow them, so that the last segment of a repository is the same under all its names.
 * What an alias means is not looked up among the aliases again, and the configuration takes no aliases of aliases: so the
 * canonical repository of a canonical repository is itself.
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

// A mirror's path may leave `library/` out where `docker.io` is what it means, and so may `Docker.io` in capitals.
const OFFICIAL_IMAGE = /^docker\.io\/([^/]+)$/;

/** The repository of an image, canonical. */
export function canonicalRepository(image: ImageReference, aliases: readonly Alias[]): Repository {
  const spelled = officialPath(canonicalPath(`${canonicalHost(image.domain)}/${image.path}`));
  return officialPath(canonicalPath(resolveAliases(spelled, aliases)));
}

/**
 * The host in lower case, and Docker Hub by one name: image references know it in lower case only. A host that is one only
 * by its capitals (`Foo/app`) keeps them: in lower case it would be a path on Docker Hub.
 */
export function canonicalHost(domain: string): string {
  const host = domain.toLowerCase();
  if (!HOST.test(host)) return domain;
  return host === 'index.docker.io' ? 'docker.io' : host;
}

// By which an image reference knows a host in lower case.
const HOST = /[.:]|^localhost$/;

function officialPath(hostAndPath: string): string {
  return hostAndPath.replace(OFFICIAL_IMAGE, 'docker.io/library/$1');
}

/**
 * `host/segments…` with the `gcr.io` hosts in their Artifact Registry spelling; anything else as it is, and so a
 * `gcr.io` host without a project behind it.
 */
export function canonicalPath(hostAndPath: string): string {
  const [host = '', ...segments] = hostAndPath.split('/');
  const registry = Object.hasOwn(GCR_HOSTS, host) ? GCR_HOSTS[host] : undefined;
  const project = projectSegments(segments);
  if (registry === undefined || segments.length < project) return hostAndPath;
  return [registry, ...segments.slice(0, project), host, ...segments.slice(project)].join('/');
}

/** The Google Cloud project that a repository belongs to (`p`, `example.com:p`); undefined for other registries. */
export function findProject(repository: Repository): string | undefined {
  const [host = '', ...segments] = repository.split('/');
  return ARTIFACT_REGISTRY_HOST.test(host)
    ? segments.slice(0, projectSegments(segments)).join(':')
    : undefined;
}

/** Whether the repository is `gcf-artifacts`, where Cloud Functions keeps what it builds. */
export function isBuildArtifact(repository: Repository): boolean {
  const [host = '', ...segments] = repository.split('/');
  return ARTIFACT_REGISTRY_HOST.test(host) && segments[projectSegments(segments)] === 'gcf-artifacts';
}

/** The last segment of the path: every spelling of the repository has it, whatever the aliases. */
export function lastSegment(repository: Repository): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

// A domain-scoped project (`example.com:p`) is written as two segments, and only its first has a dot.
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
