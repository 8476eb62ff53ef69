/** What follows from the answers: why is the cluster not ready, what is to be done, which faults say something new. */
import { formatCommand, REASONS, formatRemedy } from '../../core/errors/reason.ts';
import type { ClusterFault } from '../../core/report/report.ts';
import type { Settings } from '../../core/settings.ts';
import { grantsFor, inContext, isInManifests, policyCommand } from './grants.ts';
import {
  VERBS,
  type Advice,
  type Identity,
  type InspectionFault,
  type PolicyState,
  type Right,
  type Verb,
  type NotReadyReason,
} from './inspection.ts';
import { isServiceAccount } from './shell-safe.ts';
import { isAtLeastMinor } from './server-version.ts';
import type { Inventory, ListFault } from './inventory.ts';

/** The answers of one cluster; what is undefined could not be found out. */
export interface ProbeResults {
  readonly version: string | undefined;
  readonly identity: Identity | undefined;
  readonly rights: readonly Right[] | undefined;
  readonly policy: PolicyState;
  readonly inventory: Inventory;
}

/** What a person has to do, or may want to do; commands are for this context of kubectl, where there is one. */
export function adviceFor(
  { version, identity, rights = [], policy, inventory }: ProbeResults,
  mode: Settings['mode'],
  context?: string,
): Advice[] {
  const absent = new Set(inventory.counts.flatMap(({ kind, absent: isAbsent }) => (isAbsent ? [kind] : [])));
  // Nobody patches what is not there.
  const used = rights.filter(({ kind }) => !absent.has(kind));
  const advice = [
    ...grantsFor(used, identity?.username, NEEDED[mode]),
    ...(policy.state === 'missing' ? [policyAdvice(policy.open, version, identity?.username)] : []),
  ];
  return advice.map((each) => ({ ...each, commands: each.commands.map((line) => inContext(line, context)) }));
}

const NEEDED: Readonly<Record<Settings['mode'], readonly Verb[]>> = { apply: VERBS, observe: ['list'] };

// ValidatingAdmissionPolicy is part of every API server since then.
const POLICIES_SINCE = 30;

function policyAdvice(
  open: readonly string[],
  version: string | undefined,
  username: string | undefined,
): Advice {
  const danger = `The image-only policy is missing for ${open.join(', ')}: whoever holds the token of the updater can change them in any way`;
  const advised = (message: string, commands: readonly string[] = []): Advice => ({
    weight: 'advised',
    message,
    commands,
  });
  if (!isAtLeastMinor(version, POLICIES_SINCE))
    return advised(`${danger}; it needs Kubernetes 1.${POLICIES_SINCE}.`);
  // It would bind that person as well.
  if (username !== undefined && !isServiceAccount(username))
    return advised(`${danger}. It is for a service account: give the updater one of its own.`);
  return advised([`${danger}.`, ...furtherKinds(open)].join(' '), [policyCommand(username)]);
}

/** The policy as it is shipped looks at built-in kinds alone. */
function furtherKinds(open: readonly string[]): readonly string[] {
  const further = open.filter((resource) => !isInManifests(resource));
  const file = 'infra/rbac/image-only-policy.yaml';
  return further.length === 0
    ? []
    : [`First add ${further.join(', ')} to matchConstraints in ${file}, where a comment says how.`];
}

/** Why the updater cannot do all that it has to; undefined where it can. Odd objects are reported, and stop no other. */
export function notReadyReason(
  faults: readonly InspectionFault[],
  advice: readonly Advice[],
): NotReadyReason | undefined {
  const fault = faults.find(({ reason }) => REASONS[reason].kind !== 'skip');
  if (fault !== undefined) return fault.reason;
  return advice.some(({ weight }) => weight === 'needed') ? 'rights' : undefined;
}

/** The faults of lists, but for those that only say once more that the right is missing. */
export function unexplainedFaults(faults: readonly ListFault[], rights: readonly Right[]): ListFault[] {
  return faults.filter(
    ({ kind, namespace, reason }) =>
      reason !== 'Forbidden' ||
      !rights.some(
        (right) => right.kind === kind.kind && right.namespace === namespace && !right.allowed.list,
      ),
  );
}

/** A fault as inspections have it. */
export function inspectionFault({ where, reason, detail, terms }: ClusterFault): InspectionFault {
  const command = formatCommand(reason, terms);
  const commands = command === undefined ? [] : [command];
  return { where, reason, detail, remedy: formatRemedy(reason, terms), commands };
}
