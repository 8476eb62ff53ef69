/** Inspects a cluster. Changes nothing. */
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import { clusterFault, type ClusterFault } from '../../core/report/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Deadline } from '../../async/deadline.ts';
import { listsToRead, withoutRepeats } from '../../kubernetes/lists-to-read.ts';
import { readIdentity } from './identity.ts';
import { checkImageOnlyPolicy } from './policy-check.ts';
import type { Advice, FoundAs, Inspected, Inspection, NotInspected } from './inspection.ts';
import { reviewRights } from './access-reviews.ts';
import {
  adviceFor,
  inspectionFault,
  unexplainedFaults,
  notReadyReason,
  type ProbeResults,
} from './advice.ts';
import { readServerVersion } from './server-version.ts';
import { readInventory } from './inventory.ts';

/** Never throws: findings that fail are undefined, with an error in `faults`. */
export async function inspectCluster(
  cluster: Cluster,
  settings: Settings,
  deadline: Deadline,
): Promise<Inspection> {
  const { name, transport, origin } = cluster;
  const probe = { ...deadline, transport };
  const version = await attempt('get the version', () => readServerVersion(probe));
  // The server is unreachable, or rejects the identity: all other requests would fail in the same way.
  if ('fault' in version) return notInspected('unreachable', name, origin, version.fault);
  const lists = listsToRead(settings, cluster);
  const [identity, rights, inventory] = await Promise.all([
    attempt('get the user', () => readIdentity(probe)),
    attempt('review the rights', () => reviewRights(probe, lists)),
    readInventory(cluster, lists, deadline),
  ]);
  const answers = {
    version: version.value,
    identity: attemptValue(identity),
    rights: attemptValue(rights),
    policy: await checkImageOnlyPolicy(probe, settings.kinds, inventory),
    inventory,
  };
  const ofLists = withoutRepeats(unexplainedFaults(inventory.faults, answers.rights ?? []), lists.length);
  const faults = [...[identity, rights].flatMap(attemptFaults), ...ofLists];
  return inspected(cluster, answers, faults, settings.mode);
}

function inspected(
  { name, origin }: Cluster,
  answers: ProbeResults,
  faults: readonly ClusterFault[],
  mode: Settings['mode'],
): Inspected {
  const { version, identity, rights, policy, inventory } = answers;
  return {
    state: 'inspected',
    ...toRow(name, origin, faults, adviceFor(answers, mode, origin?.context)),
    ...(version === undefined ? {} : { version }),
    ...(identity === undefined ? {} : { identity }),
    ...(rights === undefined ? {} : { rights }),
    imageOnlyPolicy: policy,
    workloads: inventory.counts,
    scanMilliseconds: inventory.milliseconds,
  };
}

/** The inspection of a cluster or entry without a connection; `empty` has no error. */
export function notInspected(
  state: NotInspected['state'],
  name: string,
  found: FoundAs | undefined,
  fault?: ClusterFault,
): NotInspected {
  return { state, ...toRow(name, found, fault === undefined ? [] : [fault], []) };
}

function toRow(
  cluster: string,
  found: FoundAs | undefined,
  clusterFaults: readonly ClusterFault[],
  advice: readonly Advice[],
): Omit<NotInspected, 'state'> {
  const faults = clusterFaults.map(inspectionFault);
  const why = notReadyReason(faults, advice);
  return {
    cluster,
    ready: why === undefined,
    ...(why === undefined ? {} : { why }),
    ...(found === undefined ? {} : { found }),
    faults,
    advice,
  };
}

type Attempt<T> = { readonly value: T } | { readonly fault: ClusterFault };

async function attempt<T>(where: string, question: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await question() };
  } catch (thrown) {
    return { fault: clusterFault(where, toUpdaterError(thrown)) };
  }
}

function attemptValue<T>(outcome: Attempt<T>): T | undefined {
  return 'value' in outcome ? outcome.value : undefined;
}

function attemptFaults(outcome: Attempt<unknown>): readonly ClusterFault[] {
  return 'fault' in outcome ? [outcome.fault] : [];
}
