/** The body of a call, `{"imageName": "…", "tag": "…", "digest": "sha256:…"}`, and the image that it speaks of. */
import * as v from 'valibot';
import { Fault } from '../core/fault.ts';
import { parseImage, type ImageReference } from '../core/image-reference.ts';
import { parseJson } from '../core/json.ts';
import { checkSize, textOf } from '../core/payload.ts';
import type { Push } from '../core/push.ts';
import { repositoryOf, type Alias } from '../core/repository.ts';
import { printable, sketch } from '../core/text.ts';

/** The schema that validates a body, and describes it. Unknown keys are passed over. */
export const CALL_SCHEMA = v.object(
  {
    imageName: v.pipe(
      v.string('a text'),
      v.nonEmpty('a name'),
      v.description('Repository, with its registry; without one it is of Docker Hub.'),
    ),
    tag: v.pipe(v.string('a text'), v.nonEmpty('a tag'), v.description('The tag that was pushed.')),
    digest: v.optional(v.pipe(v.string('a text'), v.description('Digest of the tag, `sha256:…`.'))),
  },
  'an object',
);

/** The largest body, in bytes. */
export const MAX_BODY = 64 * 1024;

export interface Call {
  readonly pushed: Pick<Push, 'repository' | 'tag' | 'digest'>;
  /** What a caller should know of how he was understood. */
  readonly note?: string;
}

const WHERE = 'the body';

/** Reads a body. Throws a Fault of kind `malformed` for what is no such call. */
export function readCall(body: Uint8Array, aliases: readonly Alias[]): Call {
  checkSize(body.length, MAX_BODY, WHERE);
  if (body.length === 0)
    throw new Fault('EmptyBody', 'imageName and tag were expected in the body, nothing came');
  const value = parseJson(textOf(body, WHERE));
  if (value === undefined) throw new Fault('NotJson', 'JSON was expected in the body, something else came');
  const parsed = v.safeParse(CALL_SCHEMA, value);
  if (!parsed.success) throw new Fault('WrongShape', parsed.issues.map(complaint).join('; '));
  const { imageName, tag, digest } = parsed.output;
  const named = imageIn('imageName', imageName);
  if (named.tag !== undefined || named.digest !== undefined)
    throw new Fault(
      'InvalidReference',
      'a name alone was expected in `imageName`, one with a tag or a digest came',
    );
  const image = imageIn('tag', `${imageName}:${tag}`);
  if (image.tag !== tag)
    throw new Fault('InvalidReference', `a tag was expected in \`tag\`, ${sketch(tag)} came`);
  const pinned = digest === undefined ? image : imageIn('digest', `${imageName}:${tag}@${digest}`);
  const repository = repositoryOf(pinned, aliases);
  const note = noteOn(named, imageName, repository);
  return {
    pushed: { repository, tag, ...(digest === undefined ? {} : { digest }) },
    ...(note === undefined ? {} : { note }),
  };
}

function complaint({ path, message, input }: v.BaseIssue<unknown>): string {
  const where = path === undefined ? WHERE : `\`${path.map(({ key }) => String(key)).join('.')}\``;
  return `${message} was expected in ${where}, ${sketch(input)} came`;
}

function imageIn(field: string, text: string): ImageReference {
  const parsed = parseImage(text);
  if ('invalid' in parsed) throw new Fault('InvalidReference', `\`${field}\`: ${parsed.invalid}`);
  return parsed.image;
}

function noteOn({ domain }: ImageReference, written: string, repository: string): string | undefined {
  if (domain !== 'docker.io' || /^(?:index\.)?docker\.io\//.test(written)) return undefined;
  return `\`imageName\` names no registry, so ${printable(repository)} of Docker Hub is meant.`;
}
