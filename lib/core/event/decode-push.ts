/**
 * Decodes the push of a delivery. The payload is that of Artifact Registry:
 *
 *     {"action": "INSERT", "digest": "HOST/PATH@sha256:…", "tag": "HOST/PATH:TAG"}
 *
 * `action` is `INSERT` or `DELETE` (deleted-digest.ts); `digest` and `tag` may be missing. Unknown keys are ignored.
 */
import { isArtifactTag } from './artifact-tag.ts';
import { readDeletedDigest, type DeletedDigest } from './deleted-digest.ts';
import { type Delivery } from './delivery.ts';
import { UpdaterError } from '../errors/updater-error.ts';
import { parseImage, type ImageReference } from '../names/image-reference.ts';
import { isObject, parseJson, type JsonObject } from '../text/json.ts';
import type { Push } from './push.ts';
import { requestedIn } from './push-request.ts';
import type { ReasonsOfKind } from '../errors/reason.ts';
import { isBuildArtifact, findProject, canonicalRepository, type Alias } from '../names/repository.ts';
import { matchesAny, type Settings } from '../settings.ts';
import { firstTopic } from './topic-trust.ts';
import { printable, describeValue } from '../text/printable.ts';
import type { Topic } from '../names/topic.ts';

/** A push, or why the event is not relevant, with a printable `detail`. */
export type Decoded = { readonly push: Push } | Ignored;

/** Why a valid event is not relevant. */
export interface Ignored {
  readonly reason: ReasonsOfKind<'ignored'>;
  readonly detail: string;
  /** The deleted digest, if the topic may trigger updates of its repository. */
  readonly deleted?: DeletedDigest;
}

/** The part of the configuration that decoding depends on. */
export type DecodeSettings = Pick<Settings, 'aliases' | 'repositories' | 'ignoreTags' | 'ownTopics'>;

type Pushed = Pick<Push, 'repository' | 'tag' | 'digest'>;

/** Decodes the push. Throws an UpdaterError that is not transient for a malformed event. */
export function decodePush(delivery: Delivery, settings: DecodeSettings): Decoded {
  // The request of a call was parsed and authorized already: parsing it again could change its meaning.
  const pushed = delivery.pushed ?? readPushed(delivery.data, settings.aliases);
  if ('reason' in pushed) return withTrustedDeletion(pushed, delivery, settings);
  const topic = firstTopic(delivery, settings);
  const ignored = whyIgnored(pushed, settings) ?? whyForeign(pushed, topic, settings);
  if (ignored !== undefined) return ignored;
  const { publishedAt, id, caller } = delivery;
  return {
    push: {
      ...pushed,
      publishedAt,
      id,
      ...(topic !== undefined && { source: topic.project }),
      ...(caller !== undefined && { caller }),
      ...requestedIn(delivery, settings),
    },
  };
}

/** The pushed image of an event, or why the event is not about a pushed tag. */
function readPushed(data: string, aliases: readonly Alias[]): Pushed | Ignored {
  const event = eventIn(data);
  const action = textIn(event, 'action');
  if (action === undefined && typeof event['task'] === 'string')
    return { reason: 'TaskElsewhere', detail: printable(event['task']) };
  if (action === undefined) throw wrongShape('an `action`', event);
  if (action !== 'INSERT') return notAnInsert(action, readDeletedDigest(event, aliases));
  const [tag, digest] = [textIn(event, 'tag'), textIn(event, 'digest')];
  if (tag === undefined) return { reason: 'UntaggedPush', detail: printable(digest ?? 'no digest either') };
  return pushedIn(tag, digest, aliases);
}

function notAnInsert(action: string, deleted: DeletedDigest | undefined): Ignored {
  return { reason: 'NotAnInsert', detail: printable(action), ...(deleted !== undefined && { deleted }) };
}

/** Without the deletion if a push of its repository would be ignored. */
function withTrustedDeletion(
  { deleted, ...ignored }: Ignored,
  delivery: Delivery,
  settings: DecodeSettings,
): Ignored {
  if (deleted === undefined || isBuildArtifact(deleted.repository)) return ignored;
  const foreign = whyForeign(deleted, firstTopic(delivery, settings), settings);
  return foreign === undefined ? { ...ignored, deleted } : ignored;
}

function eventIn(data: string): JsonObject {
  const event = parseJson(data);
  if (event === undefined)
    throw new UpdaterError('NotJson', `expected a registry event in JSON, got ${describeValue(data)}`);
  if (!isObject(event)) throw wrongShape('an object', event);
  return event;
}

function textIn(event: JsonObject, key: string): string | undefined {
  const value = event[key];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw wrongShape(`a text in \`${key}\``, value);
}

/** Tag and digest of one repository, in canonical form. */
function pushedIn(tag: string, digest: string | undefined, aliases: readonly Alias[]): Pushed {
  const tagged = imageIn('tag', tag);
  const digested = digest === undefined ? undefined : imageIn('digest', digest);
  const repository = canonicalRepository(tagged, aliases);
  if (digested !== undefined) requireSameImage(tagged, digested, aliases);
  const written = digested?.digest ?? tagged.digest;
  return { repository, tag: tagged.tag, ...(written === undefined ? {} : { digest: written }) };
}

/** Throws an UpdaterError if the keys of an event name different repositories or versions. */
function requireSameImage(tagged: ImageReference, digested: ImageReference, aliases: readonly Alias[]): void {
  const [repository, other] = [tagged, digested].map((image) => canonicalRepository(image, aliases));
  if (other !== repository)
    throw new UpdaterError(
      'DifferentRepositories',
      `expected one repository, got ${repository} and ${other}`,
    );
  const { tag = tagged.tag, digest } = digested;
  if (tag !== tagged.tag || (tagged.digest ?? digest) !== digest)
    throw new UpdaterError(
      'InvalidReference',
      `expected one version, got ${tagged.text} and ${digested.text}`,
    );
}

/** The image of a key of the event, with the part that the key is named after. */
function imageIn<K extends 'tag' | 'digest'>(
  key: K,
  text: string,
): ImageReference & Readonly<Record<K, string>> {
  const parsed = parseImage(text);
  if ('invalid' in parsed) throw new UpdaterError('InvalidReference', `\`${key}\`: ${parsed.invalid}`);
  if (hasPart(key, parsed.image)) return parsed.image;
  throw new UpdaterError('InvalidReference', `expected an image with its ${key} in \`${key}\`, got ${text}`);
}

function hasPart<K extends 'tag' | 'digest'>(
  key: K,
  image: ImageReference,
): image is ImageReference & Readonly<Record<K, string>> {
  return image[key] !== undefined;
}

/** Why a push is not relevant, for events, calls, commands and listings. */
export function whyIgnored(
  { repository, tag }: Pick<Push, 'repository' | 'tag'>,
  settings: Pick<DecodeSettings, 'ignoreTags'>,
): Ignored | undefined {
  if (isArtifactTag(tag) || matchesAny(settings.ignoreTags, tag))
    return { reason: 'IgnoredTag', detail: tag };
  if (isBuildArtifact(repository)) return { reason: 'BuildArtifact', detail: repository };
  return undefined;
}

/** A topic may trigger updates of images of its own project, and of those that `repositories` allows. */
function whyForeign(
  { repository }: Pick<Pushed, 'repository'>,
  topic: Topic | undefined,
  settings: DecodeSettings,
): Ignored | undefined {
  if (topic === undefined || findProject(repository) === topic.project) return undefined;
  if (matchesAny(settings.repositories, repository)) return undefined;
  return { reason: 'ForeignRepository', detail: `${repository} on a topic of ${topic.project}` };
}

function wrongShape(expected: string, came: unknown): UpdaterError {
  return new UpdaterError('WrongShape', `expected ${expected} in the event, got ${describeValue(came)}`);
}
