/**
 * A page of `dockerImages.list`
 * (https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.dockerImages):
 *
 *     { "dockerImages": [ { "uri": "us-docker.pkg.dev/P/R/IMAGE@sha256:…", "tags": ["1.2"], "uploadTime": "2026-…Z" } ],
 *       "nextPageToken": "…" }
 *
 * Unknown keys are ignored. Both keys may be missing: an empty repository is `{}`.
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { isObject, type JsonObject } from '../../core/text/json.ts';
import { describeValue } from '../../core/text/printable.ts';
import { parseTimestamp } from '../../core/text/timestamp.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';

/** An image of a page: unchecked texts, but for their types. */
export interface DockerImage {
  /** Before the `@` of `uri`, in the spelling of the API. */
  readonly path: string;
  /** Behind the `@`. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch; undefined if it is missing or no time. */
  readonly uploadedAt: number | undefined;
}

export interface DockerImagesPage {
  readonly images: readonly DockerImage[];
  /** Undefined on the last page. */
  readonly nextPageToken: string | undefined;
}

type PageResponse = Pick<ApiResponse, 'body' | 'request'>;

// It becomes a part of the address of the next request.
const MAX_TOKEN = 4_096;

/**
 * Parses a page.
 * @throws UpdaterError `UnexpectedAnswer` for anything else: a page that is understood only in part could hide a tag.
 */
export function parsePage({ body, request }: PageResponse): DockerImagesPage {
  const page = requireObject(body, 'a page of images', request);
  // With status 200, from something in front of the API.
  if ('error' in page) throw unexpected(request, 'a page of images', 'an error');
  const { dockerImages = [], nextPageToken = '' } = page;
  if (!Array.isArray(dockerImages))
    throw unexpected(request, 'a list of images', describeValue(dockerImages));
  if (typeof nextPageToken !== 'string' || nextPageToken.length > MAX_TOKEN)
    throw unexpected(
      request,
      `a page token of at most ${MAX_TOKEN} characters`,
      describeValue(nextPageToken),
    );
  return {
    images: dockerImages.map((image: unknown) => parseImage(image, request)),
    nextPageToken: nextPageToken === '' ? undefined : nextPageToken,
  };
}

function parseImage(image: unknown, request: string): DockerImage {
  const { uri, tags = [], uploadTime } = requireObject(image, 'an image', request);
  const at = typeof uri === 'string' ? uri.indexOf('@') : -1;
  if (typeof uri !== 'string' || at < 1)
    throw unexpected(request, 'an image with its digest in `uri`', describeValue(uri));
  if (!isTexts(tags)) throw unexpected(request, 'a list of texts in `tags`', describeValue(tags));
  return {
    path: uri.slice(0, at),
    digest: uri.slice(at + 1),
    tags,
    uploadedAt: typeof uploadTime === 'string' ? parseTimestamp(uploadTime) : undefined,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function requireObject(value: unknown, expected: string, request: string): JsonObject {
  if (isObject(value)) return value;
  throw unexpected(request, expected, describeValue(value));
}

function unexpected(request: string, expected: string, received: string): UpdaterError {
  return new UpdaterError('UnexpectedAnswer', `${request}: expected ${expected}, got ${received}`);
}
