/** Images as tables show them. */
import { printable } from '../core/text/printable.ts';

/**
 * Of an image only tag and digest, since the repository is the same all over a report; an image without either
 * as it is. A digest is cut to eight digits.
 */
export function shortImage(image: string): string {
  // What is longer is no image, and only cut to be shown.
  const shown = printable(image);
  const last = shown.slice(shown.lastIndexOf('/') + 1);
  const version = /[:@].*$/.exec(last)?.[0] ?? shown;
  return version.replace(/^:/, '').replace(/sha256:(\w{8})\w+/, '$1');
}
