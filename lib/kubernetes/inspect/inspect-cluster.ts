/** Inspects one cluster: all that can be found out about it, and nothing is changed. */
import { asFault } from '../../core/fault.ts';
import { clusterFault, type ClusterFault } from '../../core/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster } from '../cluster.ts';
import type { Budget } from '../http/retry.ts';
import { namespacesToList } from '../scan.ts';
import { findingOf } from './finding.ts';
import { identityOf } from './identity.ts';
import { imageOnlyPolicyOf } from './image-only-policy.ts';
import type { Finding, Inspection } from './inspection.ts';
import { rightsOf } from './rights.ts';
import { adviceFor, inspectionFault, isServed, unexplained, type Answers } from './verdict.ts';
import { versionOf } from './version.ts';
import { inventoryOf } from './workloads.ts';

/** Never throws: what could not be found out is left out, and is in `faults`. */
export async function inspectCluster(
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
): Promise<Inspection> {
  const probe = { ...budget, transport: cluster.transport };
  const found = findingOf(cluster);
  const version = await tried('ask for the version', () => versionOf(probe));
  // Nobody answers, or nobody knows us: all other questions would end the same way.
  if ('fault' in version) return notInspected(cluster.name, found, version.fault);
  const [identity, rights, inventory] = await Promise.all([
    tried('ask who we are', () => identityOf(probe)),
    tried('ask for our rights', () => rightsOf(probe, settings.kinds, namespacesToList(cluster.namespaces))),
    inventoryOf(cluster, settings.kinds, budget),
  ]);
  const policy = await imageOnlyPolicyOf(probe, inventory.samples);
  const inspected = {
    version: version.value,
    identity: valueOf(identity),
    rights: valueOf(rights),
    inventory,
    policy,
  };
  return concluded(cluster.name, found, inspected, [identity, rights].flatMap(faultsOf), settings.mode);
}

function concluded(
  cluster: string,
  found: Finding,
  answers: Answers,
  unanswered: readonly ClusterFault[],
  mode: Settings['mode'],
): Inspection {
  const { version, identity, rights, policy, inventory } = answers;
  const faults = [...unanswered, ...unexplained(inventory.faults, rights ?? [])].map(inspectionFault);
  const advice = adviceFor(answers, mode);
  return {
    cluster,
    served: isServed(faults, advice),
    found,
    ...(version === undefined ? {} : { version }),
    ...(identity === undefined ? {} : { identity }),
    ...(rights === undefined ? {} : { rights }),
    imageOnlyPolicy: policy,
    workloads: inventory.counts,
    scanMilliseconds: inventory.milliseconds,
    faults,
    advice,
  };
}

/** What is said of a cluster, or of an entry, that could not be asked at all. */
export function notInspected(cluster: string, found: Finding, fault: ClusterFault): Inspection {
  return {
    cluster,
    served: false,
    found,
    imageOnlyPolicy: { state: 'unknown', why: 'the cluster could not be asked' },
    workloads: [],
    faults: [inspectionFault(fault)],
    advice: [],
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
