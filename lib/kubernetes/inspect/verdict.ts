/** What follows from the answers: is the cluster served, what is to be done, which faults say something new. */
import { REASONS, remedyOf } from '../../core/reason.ts';
import type { ClusterFault } from '../../core/report.ts';
import type { Settings } from '../../core/settings.ts';
import { grantsFor, policyCommand } from './grants.ts';
import {
  VERBS,
  type Advice,
  type Identity,
  type InspectionFault,
  type PolicyState,
  type Right,
  type Verb,
} from './inspection.ts';
import { isServiceAccount } from './paste.ts';
import { isSince } from './version.ts';
import type { Inventory, ListFault } from './workloads.ts';

/** The answers of one cluster; what is undefined could not be found out. */
export interface Answers {
  readonly version: string | undefined;
  readonly identity: Identity | undefined;
  readonly rights: readonly Right[] | undefined;
  readonly policy: PolicyState;
  readonly inventory: Inventory;
}

/** What a person has to do, or may want to do. */
export function adviceFor(
  { version, identity, rights = [], policy, inventory }: Answers,
  mode: Settings['mode'],
): Advice[] {
  const absent = new Set(inventory.counts.flatMap(({ kind, absent: isAbsent }) => (isAbsent ? [kind] : [])));
  // Nobody patches what is not there.
  const used = rights.filter(({ kind }) => !absent.has(kind));
  return [
    ...grantsFor(used, identity?.username, NEEDED[mode]),
    ...(policy.state === 'missing' ? [policyAdvice(version, identity?.username)] : []),
  ];
}

const NEEDED: Readonly<Record<Settings['mode'], readonly Verb[]>> = { apply: VERBS, observe: ['list'] };

// ValidatingAdmissionPolicy is part of every API server since then.
const POLICIES_SINCE = 30;

function policyAdvice(version: string | undefined, username: string | undefined): Advice {
  const danger = 'The image-only policy is missing: whoever holds our token can change workloads in any way';
  const advised = (says: string, commands: readonly string[] = []): Advice => ({
    weight: 'advised',
    says,
    commands,
  });
  if (!isSince(version, POLICIES_SINCE))
    return advised(`${danger}; it needs Kubernetes 1.${POLICIES_SINCE}.`);
  // It would bind that person as well.
  if (username !== undefined && !isServiceAccount(username))
    return advised(`${danger}. It is for a service account: give the updater one of its own.`);
  return advised(`${danger}.`, [policyCommand(username)]);
}

/** Whether the updater can do all that it has to. Odd objects are reported, and stop no other. */
export function isServed(faults: readonly InspectionFault[], advice: readonly Advice[]): boolean {
  return (
    faults.every(({ reason }) => REASONS[reason].kind === 'skip') &&
    advice.every(({ weight }) => weight === 'advised')
  );
}

/** The faults of lists, but for those that only say once more that the right is missing. */
export function unexplained(faults: readonly ListFault[], rights: readonly Right[]): ListFault[] {
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
  return { where, reason, detail, remedy: remedyOf(reason, terms) };
}
