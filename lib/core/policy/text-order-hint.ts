/** Hints for prereleases: semver.org orders `rc10` below `rc9`, because an identifier with letters is text. */
import type SemVer from 'semver/classes/semver.js';
import { printable } from '../text/printable.ts';
import { compareNumbers } from './order.ts';
import { parseVersion } from './version.ts';

const RUN = /\d+|\D+/gu;

/** A hint if a pushed prerelease is lower only because its numbers are compared as text; else undefined. */
export function textOrderHint(current: SemVer, pushed: SemVer): string | undefined {
  if (pushed.compareMain(current) !== 0) return undefined;
  const at = pushed.prerelease.findIndex((part, index) => part !== current.prerelease[index]);
  const [now, next] = [current.prerelease[at], pushed.prerelease[at]];
  if (typeof now !== 'string' || typeof next !== 'string') return undefined;
  const [runs, others] = [next.match(RUN) ?? [], now.match(RUN) ?? []];
  const differing = runs.findIndex((run, index) => run !== others[index]);
  if ((compareNumbers(runs[differing] ?? '', others[differing] ?? '') ?? 0) <= 0) return undefined;
  const apart = withNumberApart(runs, differing);
  const following = nextRelease(pushed, pushed.prerelease.with(at, apart));
  return hint(printable(next, 64), printable(now, 64), following);
}

function hint(written: string, other: string, following: string | undefined): string {
  const got = `got \`${written}\` against \`${other}\`, which are ordered as text`;
  const later =
    following === undefined ? '' : `, or, from the next release on, a form such as \`${following}\``;
  return `expected a \`pattern:\` with a group \`number…\` for the number${later}, ${got}`;
}

/** The number as an identifier of its own: `debian.10.r1` for `debian-10-r1`. */
function withNumberApart(runs: readonly string[], at: number): string {
  const before = runs.slice(0, at).join('').replace(/-$/u, '');
  const behind = runs
    .slice(at + 1)
    .join('')
    .replace(/^-/u, '');
  const number = (runs[at] ?? '').replace(/^0+(?=\d)/u, '');
  return [before, number, behind].filter((part) => part !== '').join('.');
}

/**
 * The prerelease with the next patch version, because the form cannot change within a release: `rc.10` is lower than `rc9`.
 * Undefined if the result is not a version.
 */
function nextRelease({ major, minor, patch }: SemVer, prerelease: readonly (string | number)[]) {
  return parseVersion(`${major}.${minor}.${patch + 1}-${prerelease.join('.')}`)?.version;
}
