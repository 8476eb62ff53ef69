/** Redirects: a registry may keep manifests on another server, which must not receive credentials. */
import type { Deadline } from '../async/deadline.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isLoopback } from '../core/names/loopback.ts';
import { printable } from '../core/text/printable.ts';
import { isLocalHost } from './local-host.ts';
import type { RegistryRequest, RegistryResponse } from './request.ts';

/** Sends a request, and says what came. */
export type Send = (request: RegistryRequest, deadline: Deadline) => Promise<RegistryResponse>;

/** The last response, and whether it is of the host that was asked. */
export type Followed = RegistryResponse & { readonly sameHost: boolean };

/** The maximum number of redirects in a row. */
export const MAX_REDIRECTS = 5;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether the response names another address. */
export function isRedirect({ status }: Pick<RegistryResponse, 'status'>): boolean {
  return REDIRECTS.has(status);
}

/**
 * Follows redirects. The header `authorization` goes to no other host (scheme, name and port), also not when a redirect leads back.
 * @throws UpdaterError `RedirectRefused` after {@link MAX_REDIRECTS}, without an address, from https to http, to http
 * elsewhere than on loopback, and from elsewhere to this machine or its link-local network.
 */
export async function sendFollowing(
  send: Send,
  request: RegistryRequest,
  deadline: Deadline,
): Promise<Followed> {
  let { url } = request;
  let sameHost = true;
  for (let count = 0; ; count += 1) {
    const headers = sameHost ? request.headers : anonymous(request.headers);
    const response = await send({ ...request, url, headers }, deadline);
    if (!isRedirect(response)) return { ...response, sameHost };
    if (count === MAX_REDIRECTS)
      throw refused(response, `expected at most ${MAX_REDIRECTS} redirects, got more`);
    const next = nextUrl(url, response);
    sameHost &&= next.origin === url.origin;
    url = next;
  }
}

function nextUrl(from: URL, response: RegistryResponse): URL {
  const to = URL.parse(response.headers.location ?? '', from.href);
  if (response.headers.location === undefined || to === null)
    throw refused(response, 'expected an address in `location`');
  const isPrivate = to.protocol === 'https:' || (isLocal(to) && isLocal(from));
  if (isLocalHost(to) && !isLocalHost(from))
    throw refused(response, `expected a redirect elsewhere than to this machine, got ${printable(to.host)}`);
  if (!isPrivate || to.username !== '' || to.password !== '')
    throw refused(response, `expected a redirect to https, got ${printable(`${to.protocol}//${to.host}`)}`);
  return to;
}

/** Only a registry on loopback may redirect to http, and only on loopback. */
function isLocal(url: URL): boolean {
  return url.protocol === 'http:' && isLoopback(url);
}

function anonymous(headers: RegistryRequest['headers']): RegistryRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}

function refused({ request }: RegistryResponse, what: string): UpdaterError {
  return new UpdaterError('RedirectRefused', `${request}: ${what}`);
}
