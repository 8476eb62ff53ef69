/**
 * Parses a call: the body `{"imageName": "…", "tag": "…", "digest": "sha256:…", "unpinned": true, "dryRun": true}`, the query
 * `?dryRun=true`, and their image. People write both, so unknown and duplicate keys are errors.
 */
import * as v from 'valibot';
import type { Complaint } from '../config/complaint.ts';
import { toComplaints, keyLike } from '../config/issue.ts';
import { mapping } from '../config/mapping.ts';
import type { ErrorReason, Reason } from '../core/errors/reason.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { NAME, parseImage, TAG, type ImageReference } from '../core/names/image-reference.ts';
import { parseJson } from '../core/text/json.ts';
import { decodeUtf8 } from '../core/event/payload.ts';
import type { Push } from '../core/event/push.ts';
import { canonicalRepository, type Alias } from '../core/names/repository.ts';
import { describeValue, printable } from '../core/text/printable.ts';
import { repeatedKey } from '../core/text/repeated-key.ts';
import type { BodyLimits } from './read-body.ts';

const TEXT = 'a text';

const flag = (description: string) =>
  v.optional(v.pipe(v.boolean('true or false'), v.description(description)), false);

const MAX_NAME = 255;

const CALL_ENTRIES = {
  imageName: v.pipe(
    v.string(TEXT),
    v.nonEmpty('a repository'),
    v.maxLength(MAX_NAME, `a repository of at most ${MAX_NAME} characters`),
    // The parser reports errors more precisely, as `InvalidReference`.
    v.metadata({ pattern: NAME.is.source, not: { pattern: NAME.isNot.source } }),
    v.description('Repository with its registry, without a tag. Default registry: Docker Hub.'),
  ),
  tag: v.pipe(
    v.string(TEXT),
    v.regex(TAG, 'a tag: 1 to 128 letters, digits and `_ . -`, not beginning with `.` or `-`'),
    v.description('The pushed tag.'),
  ),
  digest: v.exactOptional(
    v.pipe(
      v.string(TEXT),
      v.regex(/^sha256:[0-9a-f]{64}$/, '`sha256:` and 64 lower-case hex digits'),
      v.description(
        'Digest of the tag, `sha256:…`. Without it the registry is asked. If it does not name one, containers whose image has a digest are skipped (`NoDigest`), unless `unpinned` is true.',
      ),
    ),
  ),
  unpinned: flag('If the digest is unknown, also replace images that have a digest by `repo:tag`.'),
  dryRun: flag('Report the changes without making them.'),
};

/** The schema that validates and documents a body. */
export const CALL_SCHEMA = v.pipe(
  mapping(CALL_ENTRIES),
  // For readers of the schema: `readUpdateRequest` reports that both were given.
  v.metadata({ dependentSchemas: { digest: { properties: { unpinned: { const: false } } } } }),
);

/** The maximum size of the body of a call. */
export const CALL_LIMITS: BodyLimits = { maxBytes: 64 * 1024, gzip: true };

/** The requested update. */
export interface UpdateRequest {
  readonly pushed: Pick<Push, 'repository' | 'tag' | 'digest' | 'unpinned'>;
  readonly dryRun: boolean;
  /** Hints for the caller about the interpretation of the call. */
  readonly note?: string;
}

const WHERE = 'the body';

/** Why a body or a query is invalid. */
export const CALL_FAULTS = [
  'EmptyBody',
  'NotJson',
  'WrongShape',
  'UnknownKey',
  'InvalidReference',
] as const satisfies readonly ErrorReason[];

/** Why a call is ignored. The other reasons apply only to events. */
export const IGNORED_CALLS = ['IgnoredTag', 'BuildArtifact'] as const satisfies readonly Reason[];

/** Parses a body. Throws an UpdaterError with one of {@link CALL_FAULTS}. */
export function readUpdateRequest(
  body: Uint8Array,
  query: URLSearchParams,
  aliases: readonly Alias[],
): UpdateRequest {
  const queryDryRun = dryRunIn(query);
  if (body.length === 0)
    throw new UpdaterError('EmptyBody', 'expected `imageName` and `tag` in the body, got nothing');
  const text = decodeUtf8(body, WHERE);
  const value = parseJson(text);
  if (value === undefined) throw new UpdaterError('NotJson', 'expected JSON in the body, got another text');
  const repeated = repeatedKey(text);
  if (repeated !== undefined)
    throw new UpdaterError('WrongShape', `expected each key once, got \`${printable(repeated)}\` twice`);
  const parsed = v.safeParse(CALL_SCHEMA, value);
  if (!parsed.success) throw unreadable(toComplaints(parsed.issues, value));
  const { imageName, tag, digest, unpinned, dryRun } = parsed.output;
  if (unpinned && digest !== undefined)
    throw new UpdaterError('WrongShape', 'expected `unpinned` without `digest`, got both');
  const image = imageIn(imageName);
  const repository = canonicalRepository(image, aliases);
  const note = noteOn(image, imageName, repository);
  return {
    pushed: { repository, tag, ...(digest !== undefined && { digest }), ...(unpinned && { unpinned }) },
    dryRun: dryRun || queryDryRun,
    ...(note !== undefined && { note }),
  };
}

function dryRunIn(query: URLSearchParams): boolean {
  for (const key of query.keys())
    if (key !== 'dryRun')
      throw new UpdaterError(
        'UnknownKey',
        `expected ${keyLike(key, ['dryRun'])} in the query, got ${printable(key)}`,
      );
  const [value = 'false', ...more] = query.getAll('dryRun');
  if (more.length > 0)
    throw new UpdaterError(
      'WrongShape',
      `expected \`dryRun\` once in the query, got it ${more.length + 1} times`,
    );
  if (value !== 'true' && value !== 'false')
    throw new UpdaterError('WrongShape', `expected true or false in \`dryRun\`, got ${describeValue(value)}`);
  return value === 'true';
}

function unreadable(complaints: readonly Complaint[]): UpdaterError {
  const isUnknown = complaints.some(({ code }) => code === 'UnknownKey');
  const texts = complaints.slice(0, MAX_COMPLAINTS).map(complaintText);
  return new UpdaterError(isUnknown ? 'UnknownKey' : 'WrongShape', texts.join('; '));
}

const MAX_COMPLAINTS = 10;

function complaintText({ code, path, expected, received }: Complaint): string {
  if (code === 'UnknownKey') return `expected ${expected} in the body, got \`${path}\``;
  const where = path === '' ? WHERE : `\`${path}\``;
  return code === 'Missing'
    ? `expected \`${path}\` in the body, got none`
    : `expected ${expected} in ${where}, got ${received}`;
}

/** The repository of `imageName`, which has neither tag nor digest: they have keys of their own. */
function imageIn(imageName: string): ImageReference {
  const parsed = parseImage(imageName);
  if ('invalid' in parsed) throw new UpdaterError('InvalidReference', `\`imageName\`: ${parsed.invalid}`);
  const { image } = parsed;
  if (image.tag === undefined && image.digest === undefined) return image;
  throw new UpdaterError(
    'InvalidReference',
    'expected only a repository in `imageName`, got a tag or a digest too',
  );
}

function noteOn({ domain }: ImageReference, written: string, repository: string): string | undefined {
  if (domain !== 'docker.io' || /^(?:index\.)?docker\.io\//.test(written)) return undefined;
  return `\`imageName\` has no registry; ${printable(repository)} on Docker Hub is used.`;
}
