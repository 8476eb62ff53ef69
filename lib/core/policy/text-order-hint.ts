/** semver.org orders `rc10` below `rc9`: an identifier with letters is text. People mean the number in it. */
import type SemVer from 'semver/classes/semver.js';
import { printable } from '../text/printable.ts';
import { compareNumbers } from './order.ts';

const RUN = /\d+|\D+/gu;
const LAST_NUMBER = /-?(\d+)$/u;

/** What to write where a pushed prerelease is lower only because its numbers are compared as text; else undefined. */
export function textOrderHint(current: SemVer, pushed: SemVer): string | undefined {
  if (pushed.compareMain(current) !== 0) return undefined;
  const at = pushed.prerelease.findIndex((part, index) => part !== current.prerelease[index]);
  const [now, next] = [current.prerelease[at], pushed.prerelease[at]];
  if (typeof now !== 'string' || typeof next !== 'string' || !isHigherAsNumber(now, next)) return undefined;
  const [meant, written, other] = [next.replace(LAST_NUMBER, '.$1'), next, now].map((text) =>
    printable(text, 64),
  );
  return `expected a number of its own, such as \`${meant}\`, got \`${written}\` against \`${other}\`, which are ordered as text; a \`pattern:\` with a group \`number…\` orders them as numbers`;
}

/** Whether the first difference of two texts of one form is a number, and the second text has the greater one. */
function isHigherAsNumber(now: string, next: string): boolean {
  const [runs, others] = [next.match(RUN) ?? [], now.match(RUN) ?? []];
  const at = runs.findIndex((run, index) => run !== others[index]);
  return (compareNumbers(runs[at] ?? '', others[at] ?? '') ?? 0) > 0;
}
