/** Where the registry of a repository is. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isLoopback } from '../core/names/loopback.ts';
import type { Repository } from '../core/names/repository.ts';
import { printable } from '../core/text/printable.ts';

export interface RegistryAddress {
  /** The host with its port, as configurations name it: `docker.io`, `us-docker.pkg.dev`, `localhost:5000`. */
  readonly host: string;
  /** The origin of the API, with a slash at the end: https, or http on loopback. */
  readonly origin: URL;
  /** The name of the repository in the API: `library/nginx`. */
  readonly name: string;
}

/** Hosts whose API has another name. */
const API_HOSTS: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/** Throws an UpdaterError `InvalidReference` if the host cannot be a host of an address. */
export function registryAddress(repository: Repository): RegistryAddress {
  const slash = repository.indexOf('/');
  const host = repository.slice(0, Math.max(slash, 0));
  const name = repository.slice(slash + 1);
  const origin = URL.parse(`https://${Object.hasOwn(API_HOSTS, host) ? API_HOSTS[host] : host}/`);
  if (origin === null)
    throw new UpdaterError('InvalidReference', `expected a registry host, got ${printable(repository)}`);
  if (isLoopback(origin)) return { host, origin: URL.parse(`http://${host}/`) ?? origin, name };
  return { host, origin, name };
}

/** The address of a manifest, by tag. */
export function manifestUrl({ origin, name }: RegistryAddress, tag: string): URL {
  return new URL(`v2/${name}/manifests/${tag}`, origin);
}

/** Registries of Google, which accept access tokens of Google. */
export function isGoogleHost(host: string): boolean {
  return /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z0-9-]+\.)?gcr\.io)$/.test(host);
}
