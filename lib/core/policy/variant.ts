/**
 * What a version is a variant of. Build metadata has no order, but images put variants there too: `17.0.11_9-jre-alpine`
 * beside `17.0.11_9-jdk`, `1.2.3_cuda12` beside `1.2.3_rocm6`. So it has to stay as it is, but for what only counts. Each
 * version is of one variant, or the order of pushes would decide which one wins.
 */
import type SemVer from 'semver/classes/semver.js';
import { withOneSpelling } from './architecture.ts';

/** Words that count, such as `up57`, `b08` and the `build` of `build.7`. */
const COUNTER = /^(?:up|build|commits|b|r)[0-9]*$/iu;
/** Digits alone count as a commit too: 4 % of all short ones have no letter. */
const COMMIT = /^g?[0-9a-f]{7,40}$/u;
const DIGITS = /^[0-9]+$/u;
const LETTERS = /^[a-z]+$/iu;

/** Whether two versions are of one variant. `current` is undefined where what runs names no version. */
export function isSameVariant(current: SemVer | undefined, pushed: SemVer): boolean {
  return variantText(pushed.build) === variantText(current?.build ?? []);
}

/** What may not change; empty where all of it counts. */
function variantText(build: readonly string[]): string {
  if (build.length === 0) return '';
  const parts = withOneSpelling(build.join('.')).split('-');
  return parts.flatMap((part, index) => fixedWords(part.split('.'), index === 0)).join(' ');
}

/**
 * The words of a part that name a variant. A number counts in the first place of all, and behind a dot where a word that
 * counts or one of letters only is before it, as in `rancher.10`; elsewhere it belongs to the variant, as in `alpine3.18` and
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
