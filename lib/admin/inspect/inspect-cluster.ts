/** Inspects one cluster: all that can be found out about it, and nothing is changed. */
import { asFault } from '../../core/errors/fault.ts';
import { clusterFault, type ClusterFault } from '../../core/report/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Budget } from '../../async/retry.ts';
import { listsOf, saidOnce } from '../../kubernetes/lists.ts';
import { identityOf } from './identity.ts';
import { imageOnlyPolicyOf } from './image-only-policy.ts';
import type { Advice, Finding, Inspected, Inspection, NotInspected } from './inspection.ts';
import { rightsOf } from './rights.ts';
import { adviceFor, inspectionFault, unexplained, whyNot, type Answers } from './verdict.ts';
import { versionOf } from './version.ts';
import { inventoryOf } from './workloads.ts';

/** Never throws: what could not be found out is left out, and is in `faults`. */
export async function inspectCluster(
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
): Promise<Inspection> {
  const { name, transport, origin } = cluster;
  const probe = { ...budget, transport };
  const version = await tried('ask for the version', () => versionOf(probe));
  // Nobody answers, or nobody knows us: all other questions would end the same way.
  if ('fault' in version) return notInspected('unreachable', name, origin, version.fault);
  const lists = listsOf(settings, cluster);
  const [identity, rights, inventory] = await Promise.all([
    tried('ask who we are', () => identityOf(probe)),
    tried('ask for our rights', () => rightsOf(probe, lists)),
    inventoryOf(cluster, lists, budget),
  ]);
  const answers = {
    version: version.value,
    identity: valueOf(identity),
    rights: valueOf(rights),
    policy: await imageOnlyPolicyOf(probe, settings.kinds, inventory),
    inventory,
  };
  const ofLists = saidOnce(unexplained(inventory.faults, answers.rights ?? []), lists.length);
  const faults = [...[identity, rights].flatMap(faultsOf), ...ofLists];
  return inspected(cluster, answers, faults, settings.mode);
}

function inspected(
  { name, origin }: Cluster,
  answers: Answers,
  faults: readonly ClusterFault[],
  mode: Settings['mode'],
): Inspected {
  const { version, identity, rights, policy, inventory } = answers;
  return {
    state: 'inspected',
    ...rowOf(name, origin, faults, adviceFor(answers, mode)),
    ...(version === undefined ? {} : { version }),
    ...(identity === undefined ? {} : { identity }),
    ...(rights === undefined ? {} : { rights }),
    imageOnlyPolicy: policy,
    workloads: inventory.counts,
    scanMilliseconds: inventory.milliseconds,
  };
}

/** What is said of a cluster, or of an entry, that was not asked; there is no fault where it is `empty`. */
export function notInspected(
  state: NotInspected['state'],
  name: string,
  found: Finding | undefined,
  fault?: ClusterFault,
): NotInspected {
  return { state, ...rowOf(name, found, fault === undefined ? [] : [fault], []) };
}

function rowOf(
  cluster: string,
  found: Finding | undefined,
  clusterFaults: readonly ClusterFault[],
  advice: readonly Advice[],
): Omit<NotInspected, 'state'> {
  const faults = clusterFaults.map(inspectionFault);
  const why = whyNot(faults, advice);
  return {
    cluster,
    ready: why === undefined,
    ...(why === undefined ? {} : { why }),
    ...(found === undefined ? {} : { found }),
    faults,
    advice,
  };
}

type Tried<T> = { readonly value: T } | { readonly fault: ClusterFault };

async function tried<T>(where: string, question: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await question() };
  } catch (thrown) {
    return { fault: clusterFault(where, asFault(thrown)) };
  }
}

function valueOf<T>(outcome: Tried<T>): T | undefined {
  return 'value' in outcome ? outcome.value : undefined;
}

function faultsOf(outcome: Tried<unknown>): readonly ClusterFault[] {
  return 'fault' in outcome ? [outcome.fault] : [];
}
