/**
 * Where Google's APIs are: their public addresses, or others that a private network has for them, in the environment
 * variables that gcloud reads too (`gcloud topic configurations`, `api_endpoint_overrides`):
 * `CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER=https://container.example.internal/`.
 */
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isLoopback } from '../core/names/loopback.ts';
import { describeValue } from '../core/text/printable.ts';

/** The APIs that are called, by gcloud's names for them. */
export type Api = 'container' | 'iamcredentials' | 'pubsub';

/**
 * The address that paths such as `v1/projects/…` are put behind; it ends in a slash.
 * @throws UpdaterError `InvalidConfig` for what is no address, or one that a token would travel to unencrypted.
 */
export function apiAddress(environment: Environment, api: Api): URL {
  const read = readAddress(environment, api);
  if ('address' in read) return read.address;
  const { path, expected, received } = read;
  throw new UpdaterError('InvalidConfig', `${path}: expected ${expected}, got ${received}`);
}

/** What is wrong with the variable of an API, as complaints about a configuration have it. */
export interface AddressComplaint {
  /** The variable. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** None where the address can be used. */
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
  const expected = 'an https address without user, password, query and fragment (http on loopback alone)';
  return { path, expected, received: came(text) };
}

function isPlain({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === '';
}

/** Whether what is sent there cannot be read on the way: by TLS, or because it does not leave the machine. */
export function isPrivate(address: URL): boolean {
  const { protocol } = address;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(address));
}

function withSlash(address: URL): URL {
  return new URL(address.href.replace(/\/?$/, '/'));
}

/** What came, without what may be a password or a key. */
function came(text: string): string {
  return /[@?#]/.test(text) ? 'one with more than that' : describeValue(text);
}
