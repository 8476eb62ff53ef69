/** Evaluates the findings: why the cluster is not ready, what to do, and which errors are not redundant. */
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

/** The findings about a cluster; undefined ones could not be determined. */
export interface ProbeResults {
  readonly version: string | undefined;
  readonly identity: Identity | undefined;
  readonly rights: readonly Right[] | undefined;
  readonly policy: PolicyState;
  readonly inventory: Inventory;
}

/** What a person has to do, or should do; commands use this context of kubectl, if there is one. */
export function adviceFor(
  { version, identity, rights = [], policy, inventory }: ProbeResults,
  mode: Settings['mode'],
  context?: string,
): Advice[] {
  const absent = new Set(inventory.counts.flatMap(({ kind, absent: isAbsent }) => (isAbsent ? [kind] : [])));
  // No permission to patch is needed for a kind that the cluster does not have.
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
  const danger = `The image-only policy is missing for ${open.join(', ')}: with the credentials of the updater all fields can be changed`;
  const advised = (message: string, commands: readonly string[] = []): Advice => ({
    weight: 'advised',
    message,
    commands,
  });
  if (!isAtLeastMinor(version, POLICIES_SINCE))
    return advised(`${danger}. The policy needs Kubernetes 1.${POLICIES_SINCE}.`);
  // The policy would restrict that person as well.
  if (username !== undefined && !isServiceAccount(username))
    return advised(`${danger}. The policy needs a service account: run the updater with one of its own.`);
  return advised([`${danger}.`, ...furtherKinds(open)].join(' '), [policyCommand(username)]);
}

/** The shipped policy covers only built-in kinds. */
function furtherKinds(open: readonly string[]): readonly string[] {
  const further = open.filter((resource) => !isInManifests(resource));
  const file = 'infra/rbac/image-only-policy.yaml';
  return further.length === 0
    ? []
    : [`First add ${further.join(', ')} to matchConstraints in ${file}, where a comment says how.`];
}

/** Why the updater is not ready in the cluster; undefined if it is. Invalid objects are reported and do not matter here. */
export function notReadyReason(
  faults: readonly InspectionFault[],
  advice: readonly Advice[],
): NotReadyReason | undefined {
  const fault = faults.find(({ reason }) => REASONS[reason].kind !== 'skip');
  if (fault !== undefined) return fault.reason;
  return advice.some(({ weight }) => weight === 'needed') ? 'rights' : undefined;
}

/** The errors of lists, without those that only repeat a missing permission. */
export function unexplainedFaults(faults: readonly ListFault[], rights: readonly Right[]): ListFault[] {
  return faults.filter(
    ({ kind, namespace, reason }) =>
      reason !== 'Forbidden' ||
      !rights.some(
        (right) => right.kind === kind.kind && right.namespace === namespace && !right.allowed.list,
      ),
  );
}

/** An error in the form of inspections. */
export function inspectionFault({ where, reason, detail, terms }: ClusterFault): InspectionFault {
  const command = formatCommand(reason, terms);
  const commands = command === undefined ? [] : [command];
  return { where, reason, detail, remedy: formatRemedy(reason, terms), commands };
}
