/**
 * The variant of a version. Build metadata has no order, but images also use it for variants: `17.0.11_9-jre-alpine` and
 * `17.0.11_9-jdk`, `1.2.3_cuda12` and `1.2.3_rocm6`. So it must not change, except for counters. Each version has one variant;
 * else the order of pushes would decide.
 */
import type SemVer from 'semver/classes/semver.js';
import { withOneSpelling } from './architecture.ts';

/** Counters, such as `up57`, `b08` and the `build` of `build.7`. */
const COUNTER = /^(?:up|build|commits|b|r)[0-9]*$/iu;
/** Only digits may be a commit too: 4 % of all short commit hashes have no letter. */
const COMMIT = /^g?[0-9a-f]{7,40}$/u;
const DIGITS = /^[0-9]+$/u;
const LETTERS = /^[a-z]+$/iu;

/** Whether two versions have the same variant. `current` is undefined if the running tag contains no version. */
export function isSameVariant(current: SemVer | undefined, pushed: SemVer): boolean {
  return variantText(pushed.build) === variantText(current?.build ?? []);
}

/** The part that must not change; empty if everything is a counter. */
function variantText(build: readonly string[]): string {
  if (build.length === 0) return '';
  const parts = withOneSpelling(build.join('.')).split('-');
  return parts.flatMap((part, index) => fixedWords(part.split('.'), index === 0)).join(' ');
}

/**
 * The words of a part that identify a variant. A number is a counter at the first position, and after a dot if a counter or a
 * word of letters precedes it, like in `rancher.10`; otherwise it belongs to the variant, like in `alpine3.18` and
 * `nanoserver-1809`.
 */
function fixedWords(words: readonly string[], isFirst: boolean): readonly string[] {
  let numbersCount = isFirst;
  return words.filter((word) => {
    const counts = COUNTER.test(word) || COMMIT.test(word);
    if (DIGITS.test(word) && !counts) return !numbersCount;
    numbersCount = counts || LETTERS.test(word);
    return !counts;
  });
}
