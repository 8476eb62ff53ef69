/**
 * The API of Artifact Registry on loopback: `dockerImages.list` in the shapes of
 * https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.dockerImages/list.
 * It is written from that page, and was not verified against Google.
 *
 *     await withArtifactRegistry(tokens, async (registry) => {
 *       registry.allow('serviceAccount:reader@shop.iam.gserviceaccount.com', 'projects/p/locations/us/repositories/r');
 *       registry.push('us-docker.pkg.dev/p/r/app', { digest: digest(1), tags: ['v1'], uploadTime: '2026-11-23T12:00:00Z' });
 *       …
 *
 * A page has as many images as `pageSize` of the request says, up to 1,000; page tokens are opaque.
 */
import type { RequestListener, ServerResponse } from 'node:http';
import { canonicalPath } from '../../lib/core/names/repository.ts';
import {
  artifactRepositoryName,
  findArtifactRepository,
} from '../../lib/registry/artifact-registry/artifact-repository.ts';
import { applyMask, parseMask } from './field-mask.ts';
import type { Tokens } from './google-tokens.ts';
import { apiError } from './iam-credentials.ts';
import { withHttp } from './local-server.ts';
import { answer } from './loopback.ts';

/** What changes from image to image; a missing time is left out. */
interface PushedImage {
  readonly digest: string;
  readonly tags?: readonly string[];
  readonly uploadTime?: unknown;
}

interface ListRequest {
  /** `projects/P/locations/L/repositories/R`. */
  readonly parent: string;
  readonly query: Readonly<Record<string, string>>;
  /** Who asked, in the form of IAM members. */
  readonly member: string | undefined;
}

export interface ArtifactRegistry {
  /** The variables that lead the updater here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Grants `roles/artifactregistry.reader` on a repository, which exists from then on. */
  readonly allow: (member: string, repository: string) => void;
  /** Adds an image behind those that were added before. */
  readonly push: (name: string, image: PushedImage) => void;
  /** Oldest first, refused ones too. */
  readonly requests: readonly ListRequest[];
  /** Each answers one request instead, the first one first; `undefined` lets one pass. */
  readonly instead: (RequestListener | undefined)[];
}

const PATH = /^\/v1\/(projects\/[^/]+\/locations\/[^/]+\/repositories\/[^/]+)\/dockerImages$/;

/** Runs one while `use` runs. */
export function withArtifactRegistry<T>(
  tokens: Tokens,
  use: (registry: ArtifactRegistry) => Promise<T>,
): Promise<T> {
  const repositories = new Map<string, { readonly members: Set<string>; readonly images: object[] }>();
  const repository = (name: string) => {
    const found = repositories.get(name) ?? { members: new Set<string>(), images: [] };
    repositories.set(name, found);
    return found;
  };
  const requests: ListRequest[] = [];
  const instead: (RequestListener | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const parent = decodeURIComponent(PATH.exec(pathname)?.[1] ?? '');
    const member = tokens.holderOf(request.headers.authorization)?.member;
    requests.push({ parent, query: Object.fromEntries(searchParams), member });
    const special = instead.shift();
    if (special !== undefined) return special(request, response);
    if (member === undefined) return answer(response, 401, apiError(401, 'UNAUTHENTICATED'));
    const found = repositories.get(parent);
    // Who may not read it, does not hear either whether it exists.
    if (request.method !== 'GET' || (found !== undefined && !found.members.has(member)))
      return answer(response, 403, apiError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'));
    if (found === undefined) return answer(response, 404, apiError(404, 'NOT_FOUND'));
    sendPage(response, found.images, searchParams);
  };
  return withHttp(listener, ({ origin }) =>
    use({
      environment: { CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY: `${origin}/` },
      allow: (member, name) => void repository(name).members.add(member),
      push: (name, image) => {
        const place = findArtifactRepository(name);
        if (place === undefined) throw new Error(`${name} is not on Artifact Registry`);
        const parent = artifactRepositoryName(place);
        repository(parent).images.push(dockerImage(parent, name, image));
      },
      requests,
      instead,
    }),
  );
}

/** An image with all keys that the page names. */
function dockerImage(parent: string, name: string, { digest, tags = [], uploadTime }: PushedImage): object {
  const image = canonicalPath(name).split('/').at(-1) ?? '';
  return {
    name: `${parent}/dockerImages/${image}@${digest}`,
    uri: `${name}@${digest}`,
    tags,
    imageSizeBytes: '12345',
    ...(uploadTime === undefined ? {} : { uploadTime }),
    mediaType: 'application/vnd.oci.image.index.v1+json',
    updateTime: '2099-01-01T00:00:00Z',
  };
}

function sendPage(response: ServerResponse, images: readonly object[], query: URLSearchParams): void {
  const size = Math.min(1_000, Number(query.get('pageSize') ?? 100));
  const start = Number(atob(query.get('pageToken') ?? '').replace('after ', ''));
  const page = images.slice(start, start + size);
  const end = start + page.length;
  const body = {
    ...(page.length > 0 && { dockerImages: page }),
    ...(end < images.length && { nextPageToken: btoa(`after ${end}`) }),
  };
  const fields = query.get('fields');
  answer(response, 200, fields === null ? body : applyMask(body, parseMask(fields)));
}
