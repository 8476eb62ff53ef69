/**
 * `semver:<range>`: a higher version in an npm range. Prereleases match only if npm ranges include them. A current tag that is
 * not a version `x.y.z` is compared by its leading numbers, and never replaced by a lower one.
 */
import Range from 'semver/classes/range.js';
import type SemVer from 'semver/classes/semver.js';
import { printable } from '../text/printable.ts';
import { verdictFor } from './order.ts';
import { newer, no, type PolicyVerdict, type ParsedPolicy } from './policy.ts';
import { rangeHint } from './range-hint.ts';
import { readRunningVersion, type RunningVersion } from './running-version.ts';
import { textOrderHint } from './text-order-hint.ts';
import { isSameVariant } from './variant.ts';
import { parseVersion } from './version.ts';

type ReadableVersion = Extract<RunningVersion, { readonly version: SemVer }>;

/** Parses the text after `semver:`; `text` is the whole policy. */
export function semver(written: string, text: string): ParsedPolicy {
  const range = parseRange(written);
  if (range === undefined) {
    const hint = rangeHint(written);
    const got = `expected an npm range such as \`^1.2\`, got \`${printable(written, 64)}\``;
    return { invalid: hint === undefined ? got : `${got}: ${hint}` };
  }
  return {
    policy: { text, orderedBy: 'version', evaluate: (current, pushed) => evaluate(range, current, pushed) },
  };
}

function evaluate(range: Range, current: string | undefined, pushed: string): PolicyVerdict {
  const version = parseVersion(pushed);
  if (version === undefined) return no('NotAVersion');
  if (!range.test(version)) return no('OutOfRange');
  const running = current === undefined ? undefined : readRunningVersion(current);
  if (running === undefined) return isSameVariant(undefined, version) ? newer : no('OtherVariant');
  if ('reason' in running) return no(running.reason);
  return compareWithRunning(range, running, version);
}

function compareWithRunning(
  range: Range,
  { version: running, isExact }: ReadableVersion,
  pushed: SemVer,
): PolicyVerdict {
  if (running.prerelease.length > 0 && !range.test(running)) return no('OtherVariant');
  if (!isSameVariant(running, pushed)) return no('OtherVariant');
  const verdict = verdictFor(pushed.compare(running));
  if (verdict.may === 'same' && !isExact) return no('NotHigher');
  return verdict.may === 'no' ? no(verdict.reason, textOrderHint(running, pushed)) : verdict;
}

function parseRange(written: string): Range | undefined {
  // An empty alternative means `*` for npm: in `^1 ||` that is a mistake, and would match every version.
  if (written.split('||').some((alternative) => alternative.trim() === '')) return undefined;
  try {
    return new Range(written);
  } catch {
    return undefined;
  }
}
