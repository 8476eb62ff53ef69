/** `major`, `minor`, `patch`: a higher version within that step of the current one, never from or to a prerelease. */
import type SemVer from 'semver/classes/semver.js';
import { verdictFor } from './order.ts';
import { no, type PolicyVerdict, type Policy } from './policy.ts';
import { isSameVariant } from './variant.ts';
import { parseVersion } from './version.ts';

/** Whether a higher version is within the step. */
type Within = (current: SemVer, pushed: SemVer) => boolean;

const withinMinor: Within = (current, pushed) => pushed.major === current.major;
const withinPatch: Within = (current, pushed) =>
  withinMinor(current, pushed) && pushed.minor === current.minor;

export const major: Policy = step('major', () => true);
export const minor: Policy = step('minor', withinMinor);
export const patch: Policy = step('patch', withinPatch);

function step(text: string, within: Within): Policy {
  return { text, orderedBy: 'version', evaluate: (current, pushed) => evaluate(within, current, pushed) };
}

function evaluate(within: Within, current: string | undefined, pushed: string): PolicyVerdict {
  if (current === undefined) return no('NoTag');
  const running = parseVersion(current);
  const version = parseVersion(pushed);
  if (running === undefined || version === undefined) return no('NotAVersion');
  if (running.prerelease.length > 0 || version.prerelease.length > 0) return no('OtherVariant');
  if (!isSameVariant(running, version)) return no('OtherVariant');
  const order = version.compare(running);
  return order > 0 && !within(running, version) ? no('BeyondStep') : verdictFor(order);
}
