/** Determines the gates of a container: those of all matching rules, and of its annotations, which can only add. */
import { parseDuration } from '../gate/duration.ts';
import type { Gate } from '../gate/gate.ts';
import { minimumAgeGate } from '../gate/minimum-age.ts';
import { windowsGate } from '../gate/windows-gate.ts';
import type { Rule, Settings } from '../settings.ts';
import { MINIMUM_AGE_ANNOTATION } from '../workload/workload.ts';
import { matchesRule, type ContainerPlace } from './effective-policy.ts';

/** The gates of a container; or why an annotation cannot be parsed, which lets no push be applied. */
export type ContainerGates = readonly Gate[] | { readonly invalid: string };

/** Collects the gates of a container. */
export function chooseGates(
  place: Omit<ContainerPlace, 'policies'>,
  { rules }: Pick<Settings, 'rules'>,
): ContainerGates {
  const annotation = place.workload.annotations[MINIMUM_AGE_ANNOTATION];
  const annotated = annotation === undefined ? undefined : parseDuration(annotation.trim());
  if (annotated !== undefined && 'invalid' in annotated)
    return { invalid: `${MINIMUM_AGE_ANNOTATION}: ${annotated.invalid}` };
  const matching = rules.filter((rule) => hasGates(rule) && matchesRule(rule, place));
  const ages = [...matching.map(({ minimumAge }) => minimumAge), annotated?.value].filter(
    (age) => age !== undefined,
  );
  return [
    // The longest of all is the only one that matters.
    ...(ages.length === 0 ? [] : [minimumAgeGate(Math.max(...ages))]),
    ...matching.flatMap(({ windows }) => (windows === undefined ? [] : [windowsGate(windows)])),
  ];
}

/** Asked first: most rules have none, and matching costs a glob for each criterion. */
function hasGates({ minimumAge, windows }: Rule): boolean {
  return minimumAge !== undefined || windows !== undefined;
}
