/**
 * How much of an object is kept. Its owner chooses what stands in it, thousands of objects are held at once, and custom
 * resources have no limits but that of a request, some megabytes. Where more stands there than any workload needs, it
 * is cut, or the workload is left alone.
 */
import { detachedCopy } from '../text/printable.ts';

/** The longest record that the updater reads, in bytes of UTF-8: a patch tests the whole of it. */
const MAX_RECORD_BYTES = 64 * 1024;
/** Policies for containers that a workload does not have, of which the names are kept. */
export const MAX_UNKNOWN_POLICIES = 20;
/** A pod of more containers runs nowhere. */
export const MAX_CONTAINERS = 256;
/** Items of lists that are read on the way to the images of an object: 256 pod templates with 60 items each. */
export const MAX_ITEMS = 16_384;

// A policy is read up to 512 characters, of a GitOps tool's mark only whether it is there.
const MAX_TEXT = 1024;
/** Of who holds a workload and why: JSON, which is none once it is cut. `hold` writes no more. */
export const MAX_HELD = 4096;
// Of an image, with an ellipsis between them: more than the 1,024 characters of a reference, so that it is none.
const [IMAGE_HEAD, IMAGE_TAIL] = [768, 256];

/** The text, or its beginning. */
export function truncateText(text: string, limit = MAX_TEXT): string {
  return text.length > limit ? detachedCopy(text.slice(0, limit)) : text;
}

/** The image, or of a text that is longer than any reference its beginning and its end. */
export function truncateImage(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return detachedCopy(`${text.slice(0, IMAGE_HEAD)}…${text.slice(-IMAGE_TAIL)}`);
}

/** How much there is of what has a limit. */
export interface Sizes {
  /** Containers, init containers, image volumes and images outside of pod templates. */
  readonly containers: number;
  readonly templates: number;
  /** Items of the lists in which images may be, with one or without. */
  readonly items: number;
  /** The longest name of any of them, in characters. */
  readonly containerName: number;
  /** The longest name of a list item around any of them, in characters: a patch tests the whole of it. */
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
  // With `.image-updater` it is the prefix of a label, which has at most 253.
  { of: 'containerName', most: 239, what: 'characters in the name of a container' },
  { of: 'itemName', most: MAX_TEXT, what: 'characters in the name of a list item' },
  { of: 'labels', most: 64 * 1024, what: 'characters in labels' },
];

/** What is beyond its limit, in words that can be printed; undefined where nothing is. */
export function findOversize(sizes: Partial<Sizes>): string | undefined {
  const [first] = LIMITS.flatMap(({ of, most, what }) => {
    const { [of]: size = 0 } = sizes;
    return size > most ? [`expected at most ${most} ${what}, got ${size}`] : [];
  });
  return first;
}
