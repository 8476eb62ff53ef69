/**
 * What a version is a variant of. Build metadata has no order, but images put variants there too: `17.0.11_9-jre-alpine`
 * beside `17.0.11_9-jdk`, `1.2.3_amd64` beside `1.2.3_arm64`. So its words stay as they are; numbers, words that count
 * (`up57`) and commits may change. Each version is of one variant, or the order of pushes would decide which one wins.
 */
import type SemVer from 'semver/classes/semver.js';
import { isArchitecture } from './architecture.ts';

const WORD = /^[a-z]+$/iu;
const COMMIT = /^g?[0-9a-f]{7,40}$/u;

/** Whether two versions are of one variant. `current` is undefined where what runs names no version. */
export function isSameVariant(current: SemVer | undefined, pushed: SemVer): boolean {
  return variantWords(pushed.build) === variantWords(current?.build ?? []);
}

function variantWords(build: readonly string[]): string {
  const parts = build.join('.').split(/[.-]/u);
  return parts.filter((part) => (WORD.test(part) && !COMMIT.test(part)) || isArchitecture(part)).join(' ');
}
