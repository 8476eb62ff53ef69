/** Determines the gates of a container: those of all matching rules, and of its annotations, which can only add. */
import { parseDuration } from '../gate/duration.ts';
import type { Gate } from '../gate/gate.ts';
import { minimumAgeGate } from '../gate/minimum-age.ts';
import { windowsGate } from '../gate/windows-gate.ts';
import type { Settings } from '../settings.ts';
import { MINIMUM_AGE_ANNOTATION } from '../workload/workload.ts';
import { matchesRule, type ContainerPlace } from './effective-policy.ts';

export type GateChoice = { readonly gates: readonly Gate[] } | { readonly invalid: string };

/** The gates of a container; or why an annotation cannot be parsed, which stops every push. */
export function chooseGates(
  place: Omit<ContainerPlace, 'policies'>,
  { rules }: Pick<Settings, 'rules'>,
): GateChoice {
  const annotation = place.workload.annotations[MINIMUM_AGE_ANNOTATION];
  const annotated = annotation === undefined ? undefined : parseDuration(annotation.trim());
  if (annotated !== undefined && 'invalid' in annotated)
    return { invalid: `${MINIMUM_AGE_ANNOTATION}: ${annotated.invalid}` };
  const matching = rules.filter((rule) => matchesRule(rule, place));
  const ages = [...matching.map(({ minimumAge }) => minimumAge), annotated?.value].filter(
    (age) => age !== undefined,
  );
  return {
    gates: [
      // The longest of all is the only one that matters.
      ...(ages.length === 0 ? [] : [minimumAgeGate(Math.max(...ages))]),
      ...matching.flatMap(({ windows }) => (windows === undefined ? [] : [windowsGate(windows)])),
    ],
  };
}
