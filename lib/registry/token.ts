/**
 * The token handshake (https://distribution.github.io/distribution/spec/auth/token/): a registry names its token endpoint in
 * a challenge, and the token is then sent with each request. An identity token is exchanged by the OAuth 2 form
 * (https://distribution.github.io/distribution/spec/auth/oauth/).
 */
import type { Deadline } from '../async/deadline.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isLoopback } from '../core/names/loopback.ts';
import { objectOr, parseJson } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { usableToken } from '../google-auth/access.ts';
import { isGoogleHost, type RegistryAddress } from './address.ts';
import type { Challenge } from './challenge.ts';
import { isLocalHost } from './local-host.ts';
import { basicAuthorization, type RegistryCredential } from './credential.ts';
import { isRedirect, type Send } from './redirect.ts';
import { unexpectedStatus, type RegistryRequest } from './request.ts';

const MAX_BYTES = 64 * 1024;
const CLIENT = 'kubernetes-image-updater';

/** What the handshake is about. */
export interface Handshake {
  readonly challenge: Extract<Challenge, { readonly scheme: 'bearer' }>;
  readonly registry: RegistryAddress;
  readonly credential: RegistryCredential | undefined;
}

/**
 * A token that may only pull the repository. The endpoint may be on another host, because the challenge of the registry
 * itself names it; it is not followed elsewhere.
 * @throws UpdaterError `TokenEndpointRefused`, `RedirectRefused`, `RegistryDenied`, `UnexpectedAnswer`.
 */
export async function requestToken(handshake: Handshake, send: Send, deadline: Deadline): Promise<string> {
  const response = await send(tokenRequest(handshake), deadline);
  const { status, body, request } = response;
  if (isRedirect(response))
    throw new UpdaterError('RedirectRefused', `${request}: expected a token, got a redirect`);
  if (status === 401 || status === 403 || (status === 400 && handshake.credential !== undefined))
    throw new UpdaterError('RegistryDenied', `${request}: the token endpoint answered ${status}`);
  if (status !== 200) throw unexpectedStatus(response);
  const { token, access_token: accessToken } = objectOr(parseJson(body.toString()));
  const usable = usableToken(token) ?? usableToken(accessToken);
  if (usable === undefined)
    throw new UpdaterError('UnexpectedAnswer', `${request}: expected a token, got another response`);
  return usable;
}

function tokenRequest(handshake: Handshake): RegistryRequest {
  const { challenge, registry, credential } = handshake;
  const url = tokenEndpoint(handshake);
  const asked = {
    ...(challenge.service !== undefined && { service: challenge.service }),
    scope: `repository:${registry.name}:pull`,
  };
  if (credential?.kind === 'identity') {
    const form = {
      grant_type: 'refresh_token',
      client_id: CLIENT,
      refresh_token: credential.token,
      ...asked,
    };
    return {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      maxBytes: MAX_BYTES,
    };
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const authorization = basicAuthorization(credential);
  const headers = authorization === undefined ? {} : { authorization };
  return { method: 'GET', url, headers, maxBytes: MAX_BYTES };
}

/** The endpoint, if credentials may be sent to it. An http address is allowed only to a registry on loopback. */
function tokenEndpoint({ challenge, registry, credential }: Handshake): URL {
  const url = URL.parse(challenge.realm);
  if (url === null) throw endpointRefused(registry, 'an address', challenge.realm);
  if (url.username !== '' || url.password !== '')
    throw endpointRefused(registry, 'an address without user and password', `one of ${url.host}`);
  if (url.protocol !== 'https:' && !isLoopbackHttp(url, registry.origin))
    throw endpointRefused(registry, 'an https address', `${url.protocol}//${url.host}`);
  if (isLocalHost(url) && !isLocalHost(registry.origin))
    throw endpointRefused(registry, 'a host elsewhere than on this machine', url.host);
  if (credential?.kind === 'google' && !isGoogleHost(url.host))
    throw endpointRefused(registry, 'a host of Google', url.host);
  return url;
}

function isLoopbackHttp(url: URL, registry: URL): boolean {
  return url.protocol === 'http:' && isLoopback(url) && isLoopback(registry);
}

function endpointRefused({ host }: RegistryAddress, expected: string, received: string): UpdaterError {
  return new UpdaterError(
    'TokenEndpointRefused',
    `${printable(host)}: expected ${expected} as token endpoint, got ${printable(received)}`,
  );
}
