/**
 * Converts globs for repositories to the canonical form (core/names/repository.ts), because they are compared with
 * canonical repositories:
 *
 *     Docker.IO/bitnami/*    docker.io/bitnami/*            the host in lower case
 *     nginx, docker.io/nginx docker.io/library/nginx        Docker Hub's short names
 *     bitnami/*              docker.io/bitnami/*
 *     gcr.io/p/**            us-docker.pkg.dev/p/gcr.io/**  and so for `us.`, `eu.` and `asia.gcr.io`
 *     gcr.io/**              both forms of projects, `p` and `example.com/p`
 *
 * A glob whose first segment has wildcards refers to canonical hosts already, like `**`. A glob that cannot be converted
 * without changing its matches is rejected, because it would silently never match.
 */
import { isRegistryHost } from '../core/names/image-reference.ts';
import { canonicalPath } from '../core/names/repository.ts';
import type { Parsed } from './text-schema.ts';

const SPECIAL = /[*?[\]{}\\]/;
const GCR_HOST = /^(?:(?:us|eu|asia)\.)?gcr\.io$/;
// In the project segment only wildcards that do not cross a `/` can be converted.
const PROJECT = /^(?:[a-z0-9?-]|\*(?!\*))+$/;
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

const REPOSITORY =
  'a glob for whole repositories without scheme, tag and digest, such as `docker.io/library/*`';
const EVERYTHING =
  '`**` for every repository, or `docker.io/library/*` for the official images of Docker Hub';
const GCR = 'a gcr.io host with a literal project, such as `gcr.io/my-project/**`';

/** The globs that together match the canonical repositories of the given one. */
export function canonicalGlobs(text: string): Parsed<readonly string[]> {
  const [first = '', ...rest] = text.split('/');
  if ([first, ...rest].includes('') || /[:@]/.test(rest.join('/'))) return { invalid: REPOSITORY };
  if (text === '*') return { invalid: EVERYTHING };
  if (first.includes('**')) return { value: [text] };
  if (rest.length > 0) return underHost(first, rest);
  return first.includes(':') ? { invalid: REPOSITORY } : onDockerHub([first]);
}

/** Converts a glob whose first segment may be a host. */
function underHost(first: string, rest: readonly string[]): Parsed<readonly string[]> {
  const host = first.toLowerCase();
  if (host === 'docker.io' || host === 'index.docker.io') return onDockerHub(rest);
  if (GCR_HOST.test(host)) return onContainerRegistry(host, rest);
  if (SPECIAL.test(first))
    return host.includes('gcr.io') ? { invalid: GCR } : { value: [[first, ...rest].join('/')] };
  return isRegistryHost(first) ? { value: [[host, ...rest].join('/')] } : onDockerHub([first, ...rest]);
}

function onDockerHub(path: readonly string[]): Parsed<readonly string[]> {
  const official = path.length === 1 && path[0]?.includes('**') !== true;
  return { value: [['docker.io', ...(official ? ['library'] : []), ...path].join('/')] };
}

function onContainerRegistry(host: string, path: readonly string[]): Parsed<readonly string[]> {
  const [first = '', second = ''] = path;
  if (path.length === 1 && first === '**') {
    return { value: [`${host}/*/**`, `${host}/*.*/*/**`].map(canonicalPath) };
  }
  const scoped = DOMAIN.test(first) && PROJECT.test(second) && path.length > 2;
  const plain = PROJECT.test(first) && path.length > 1;
  return scoped || plain ? { value: [canonicalPath([host, ...path].join('/'))] } : { invalid: GCR };
}
