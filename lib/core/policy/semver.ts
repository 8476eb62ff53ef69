/** `semver:<range>`: a higher version in an npm range. Prereleases count only where npm ranges admit them. */
import Range from 'semver/classes/range.js';
import { printable } from '../text/printable.ts';
import { verdictFor } from './order.ts';
import { newer, no, type PolicyVerdict, type ParsedPolicy } from './policy.ts';
import { parseVersion } from './version.ts';

/** Reads what stands behind `semver:`; `text` is the whole policy. */
export function semver(written: string, text: string): ParsedPolicy {
  const range = parseRange(written);
  if (range === undefined) {
    return { invalid: `expected an npm range such as \`^1.2\`, got \`${printable(written, 64)}\`` };
  }
  return {
    policy: { text, orderedBy: 'version', evaluate: (current, pushed) => evaluate(range, current, pushed) },
  };
}

function evaluate(range: Range, current: string | undefined, pushed: string): PolicyVerdict {
  const version = parseVersion(pushed);
  if (version === undefined) return no('NotAVersion');
  if (!range.test(version)) return no('OutOfRange');
  const running = current === undefined ? undefined : parseVersion(current);
  if (running === undefined) return newer;
  if (running.prerelease.length > 0 && !range.test(running)) return no('OtherVariant');
  return verdictFor(version.compare(running));
}

function parseRange(written: string): Range | undefined {
  // An empty alternative means `*` to npm: in `^1 ||` that is a slip, and would let everything through.
  if (written.split('||').some((alternative) => alternative.trim() === '')) return undefined;
  try {
    return new Range(written);
  } catch {
    return undefined;
  }
}
