/** Images in tables. */
import { printable } from '../core/text/printable.ts';

/**
 * The tag and the digest of an image, because the repository is the same in the whole report; an image with neither is
 * unchanged. A digest is truncated to eight digits.
 */
export function shortImage(image: string): string {
  // A longer text is not an image, and is only truncated.
  const shown = printable(image);
  const last = shown.slice(shown.lastIndexOf('/') + 1);
  const version = /[:@].*$/.exec(last)?.[0] ?? shown;
  return version.replace(/^:/, '').replace(/sha256:(\w{8})\w+/, '$1');
}
