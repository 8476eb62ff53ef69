/**
 * Addresses of Google APIs: the public ones, or others of a private network, in the environment variables that gcloud reads
 * too (`gcloud topic configurations`, `api_endpoint_overrides`):
 * `CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER=https://container.example.internal/`.
 */
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isLoopback } from '../core/names/loopback.ts';
import { describeValue } from '../core/text/printable.ts';

/** The APIs that are called, with gcloud's names. */
export type Api = 'artifactregistry' | 'container' | 'iamcredentials' | 'pubsub';

/**
 * The base address for paths such as `v1/projects/…`; it ends with a slash.
 * @throws UpdaterError `InvalidConfig` for an invalid address, or one to which a token would be sent unencrypted.
 */
export function apiAddress(environment: Environment, api: Api): URL {
  const read = readAddress(environment, api);
  if ('address' in read) return read.address;
  const { path, expected, received } = read;
  throw new UpdaterError('InvalidConfig', `${path}: expected ${expected}, got ${received}`);
}

/** Complaints about the variable of an API, in the form of complaints about a configuration. */
export interface AddressComplaint {
  /** The variable. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** Empty if the address can be used. */
export function addressComplaints(environment: Environment, api: Api): readonly AddressComplaint[] {
  const read = readAddress(environment, api);
  return 'address' in read ? [] : [read];
}

function readAddress(environment: Environment, api: Api): { readonly address: URL } | AddressComplaint {
  const path = `CLOUDSDK_API_ENDPOINT_OVERRIDES_${api.toUpperCase()}`;
  const text = environment[path] ?? '';
  if (text === '') return { address: new URL(`https://${api}.googleapis.com/`) };
  const address = URL.parse(text);
  if (address !== null && isPlain(address) && isPrivate(address)) return { address: withSlash(address) };
  const expected = 'an https address without user, password, query and fragment (http only on loopback)';
  return { path, expected, received: came(text) };
}

function isPlain({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === '';
}

/** Whether requests cannot be read on the network: because of TLS, or because they do not leave the machine. */
export function isPrivate(address: URL): boolean {
  const { protocol } = address;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(address));
}

function withSlash(address: URL): URL {
  return new URL(address.href.replace(/\/?$/, '/'));
}

/** The received value, without a possible password or key. */
function came(text: string): string {
  return /[@?#]/.test(text) ? 'an address with such a part' : describeValue(text);
}
