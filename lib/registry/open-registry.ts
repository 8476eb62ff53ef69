/**
 * Reads registries by the distribution API (https://github.com/opencontainers/distribution-spec), and writes nothing:
 *
 *     HEAD /v2/NAME/manifests/TAG ── 401 ──▶ token endpoint ──▶ HEAD with the token ──▶ `docker-content-digest`
 *                                                                └─ without it ──▶ GET, sha256 of the bytes
 */
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import type { Deadline } from '../async/deadline.ts';
import { retry } from '../async/retry.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Repository } from '../core/names/repository.ts';
import { manifestUrl, registryAddress, type RegistryAddress } from './address.ts';
import { chooseChallenge } from './challenge.ts';
import { basicAuthorization, type CredentialSource } from './credential.ts';
import { hostLimiter } from './host-limiter.ts';
import { ACCEPT, computedDigest, MAX_MANIFEST, namedDigest } from './manifest.ts';
import { sendFollowing, type Followed, type Send } from './redirect.ts';
import { requireConclusive, sendRequest, unexpectedStatus } from './request.ts';
import { requestToken } from './token.ts';

export interface Registry {
  /**
   * The digest that the tag has now, `sha256:…`.
   * @throws UpdaterError
   */
  readonly digestOf: (repository: Repository, tag: string, deadline: Deadline) => Promise<string>;
}

export interface RegistryOptions {
  readonly credentials: CredentialSource;
  readonly clock?: Clock;
  /** The time limit of a request, in milliseconds. */
  readonly requestMs?: number;
}

/** The maximum number of concurrent requests to a registry. */
export const REQUESTS_AT_ONCE = 4;

/** What is read: the address of a manifest, and how the registry answers for it. */
interface Reading {
  readonly registry: RegistryAddress;
  readonly repository: Repository;
  readonly tag: string;
  readonly send: Send;
  readonly deadline: Deadline;
}

/** Opens no connection before the first digest is asked for. */
export function openRegistry({ credentials, clock = WALL_CLOCK, requestMs }: RegistryOptions): Registry {
  const limiter = hostLimiter(REQUESTS_AT_ONCE);
  const sender =
    (host: string): Send =>
    (request, deadline) =>
      retry(
        () =>
          limiter.run(host, async () => {
            const response = await sendRequest(request, deadline, requestMs);
            requireConclusive(response, clock.now());
            return response;
          }),
        { ...deadline, clock },
      );
  return {
    digestOf: async (repository, tag, deadline) => {
      const registry = registryAddress(repository);
      const reading = { registry, repository, tag, send: sender(registry.host), deadline };
      return readDigest(reading, credentials);
    },
  };
}

async function readDigest(reading: Reading, credentials: CredentialSource): Promise<string> {
  const first = await askManifest('HEAD', undefined, reading);
  const authorization = first.status === 401 ? await authorize(first, reading, credentials) : undefined;
  const head = authorization === undefined ? first : await askManifest('HEAD', authorization, reading);
  // Not every registry implements HEAD.
  if (head.status !== 405) requireFound(head);
  const named = head.status === 405 ? undefined : namedDigest(head);
  if (named !== undefined) return named;
  const manifest = await readManifest(authorization, reading, credentials);
  requireFound(manifest);
  return computedDigest(manifest);
}

/** A registry that does not implement HEAD sends its challenge only now. */
async function readManifest(
  authorization: string | undefined,
  reading: Reading,
  credentials: CredentialSource,
): Promise<Followed> {
  const manifest = await askManifest('GET', authorization, reading);
  if (manifest.status !== 401 || authorization !== undefined) return manifest;
  return askManifest('GET', await authorize(manifest, reading, credentials), reading);
}

function askManifest(
  method: 'HEAD' | 'GET',
  authorization: string | undefined,
  { registry, tag, send, deadline }: Reading,
): Promise<Followed> {
  const headers = { accept: ACCEPT, ...(authorization !== undefined && { authorization }) };
  const url = manifestUrl(registry, tag);
  return sendFollowing(send, { method, url, headers, maxBytes: MAX_MANIFEST }, deadline);
}

/** The header that answers the challenge; only that of the registry itself counts, not that of a redirect's target. */
async function authorize(
  response: Followed,
  { registry, repository, send, deadline }: Reading,
  credentials: CredentialSource,
): Promise<string> {
  const challenge = response.sameHost ? chooseChallenge(response.headers['www-authenticate']) : undefined;
  if (challenge === undefined) throw denied(response);
  const credential = await credentials(registry, repository, deadline);
  if (challenge.scheme === 'bearer')
    return `Bearer ${await requestToken({ challenge, registry, credential }, send, deadline)}`;
  const authorization = basicAuthorization(credential);
  if (authorization === undefined) throw denied(response);
  return authorization;
}

function requireFound(response: Followed): void {
  const { status, request } = response;
  if (status === 401 || status === 403) throw denied(response);
  if (status === 404) throw new UpdaterError('TagNotFound', `${request}: the registry answered 404`);
  if (status !== 200) throw unexpectedStatus(response);
}

function denied({ request, status }: Followed): UpdaterError {
  return new UpdaterError('RegistryDenied', `${request}: the registry answered ${status}`);
}
