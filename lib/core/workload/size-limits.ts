/**
 * Size limits of objects in memory. Their owners choose their content, thousands of objects are in memory at the same time,
 * and custom resources are limited only by the size of a request, some megabytes. Larger parts are truncated, or the workload
 * is skipped.
 */
import { detachedCopy } from '../text/printable.ts';

/** The maximum size of a record, in bytes of UTF-8: a patch tests the whole record. */
const MAX_RECORD_BYTES = 64 * 1024;
/** The maximum number of names of unknown containers in policies. */
export const MAX_UNKNOWN_POLICIES = 20;
/** A pod with more containers does not run. */
export const MAX_CONTAINERS = 256;
/** The maximum number of list items in the paths to images of an object: 256 pod templates with 60 items each. */
export const MAX_ITEMS = 16_384;

// A policy is read up to 512 characters; of the mark of a GitOps tool only its presence.
const MAX_TEXT = 1024;
/** The maximum size of the annotation of a hold: truncated JSON is invalid. `hold` does not write more. */
export const MAX_HELD = 4096;
// The parts of a long image, with an ellipsis between them: more than the 1,024 characters of a reference, so that it is invalid.
const [IMAGE_HEAD, IMAGE_TAIL] = [768, 256];

/** The text, truncated. */
export function truncateText(text: string, limit = MAX_TEXT): string {
  return text.length > limit ? detachedCopy(text.slice(0, limit)) : text;
}

/** The image; of a text longer than any reference its beginning and its end. */
export function truncateImage(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return detachedCopy(`${text.slice(0, IMAGE_HEAD)}…${text.slice(-IMAGE_TAIL)}`);
}

/** The sizes of the limited parts. */
export interface Sizes {
  /** Containers, init containers, image volumes and images outside of pod templates. */
  readonly containers: number;
  readonly templates: number;
  /** Items of the lists that may contain images. */
  readonly items: number;
  /** The longest of their names, in characters. */
  readonly containerName: number;
  /** The longest name of a list item around them, in characters: a patch tests the whole name. */
  readonly itemName: number;
  /** All labels, keys and values, in characters. */
  readonly labels: number;
  /** The record of updates, in bytes of UTF-8. */
  readonly record: number;
}

const LIMITS: readonly { readonly of: keyof Sizes; readonly most: number; readonly what: string }[] = [
  { of: 'record', most: MAX_RECORD_BYTES, what: 'bytes in the annotation `image-updater/updates`' },
  { of: 'containers', most: MAX_CONTAINERS, what: 'containers' },
  { of: 'templates', most: MAX_CONTAINERS, what: 'pod templates' },
  { of: 'items', most: MAX_ITEMS, what: 'items of lists on the way to images' },
  // With `.image-updater` it is the prefix of a label key, which has at most 253 characters.
  { of: 'containerName', most: 239, what: 'characters in the name of a container' },
  { of: 'itemName', most: MAX_TEXT, what: 'characters in the name of a list item' },
  { of: 'labels', most: 64 * 1024, what: 'characters in labels' },
];

/** The exceeded limit as printable text; undefined if there is none. */
export function findOversize(sizes: Partial<Sizes>): string | undefined {
  const [first] = LIMITS.flatMap(({ of, most, what }) => {
    const { [of]: size = 0 } = sizes;
    return size > most ? [`expected at most ${most} ${what}, got ${size}`] : [];
  });
  return first;
}
