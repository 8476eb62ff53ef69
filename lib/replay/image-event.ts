/** The registry event of a push of an image. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { parseImage, withVersion, type ImageReference } from '../core/names/image-reference.ts';
import { registryEvent } from '../core/event/registry-event.ts';
import { printable } from '../core/text/printable.ts';

/**
 * Creates the event as JSON. `image` is `HOST/PATH:TAG` or `HOST/PATH:TAG@sha256:…`; `digest` is `sha256:…`. Throws an
 * UpdaterError `InvalidReference`.
 */
export function imageEvent(image: string, digest?: string): string {
  const { tag, ...written } = requireImage(image);
  if (tag === undefined) {
    const example = printable(`${written.name}:TAG`);
    throw new UpdaterError(
      'InvalidReference',
      `expected an image with its tag, as in ${example}, got no tag`,
    );
  }
  const pinned = requestedDigest(withVersion(written, tag, digest ?? written.digest), written.digest);
  return registryEvent(written.name, tag, pinned);
}

/** Whether the event has a digest. */
export function hasDigest(event: string): boolean {
  return event.includes('"digest"');
}

function requestedDigest(image: string, written: string | undefined): string | undefined {
  const { digest } = requireImage(image);
  if (written === undefined || written === digest) return digest;
  throw new UpdaterError('InvalidReference', `expected one digest, got ${written} and ${digest}`);
}

function requireImage(text: string): ImageReference {
  const image = parseImage(text);
  if ('invalid' in image) throw new UpdaterError('InvalidReference', image.invalid);
  return image.image;
}
