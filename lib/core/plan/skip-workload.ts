/** Decide 1: why a workload follows no push. */
import { gitOpsOwner } from '../workload/gitops.ts';
import { readHold, isHeld } from '../workload/hold.ts';
import { selects, type NamespaceSelection } from '../settings.ts';
import { printable } from '../text/printable.ts';
import type { Workload } from '../workload/workload.ts';
import { skip, type Skip } from './decision.ts';
import { asksForPushes } from './effective-policy.ts';

/** The properties of a cluster that decisions need. */
export interface ClusterScope {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
}

/** Decide 1: reasons for all containers of a workload. */
export function skipWhole(workload: Workload, cluster: ClusterScope): Skip | undefined {
  if (!selects(cluster.namespaces, workload.namespace)) return skip('ExcludedNamespace');
  if (workload.oversize !== undefined) return skip('InvalidObject', workload.oversize);
  if (workload.deleting) return skip('BeingDeleted');
  if (workload.controller !== undefined) return skip('Owned', printable(workload.controller));
  if (isHeld(workload)) return skip('Held', describeHold(workload));
  return undefined;
}

/** Decide 1 for each container: the annotation of one container does not affect others, and `never` does not opt in. */
export function skipOwnedByGitOps(workload: Workload, container: string): Skip | undefined {
  const tool = gitOpsOwner(workload, workload.kind.gitOpsMarks);
  return tool === undefined || asksForPushes({ workload, container }) ? undefined : skip('GitOpsOwned', tool);
}

/** The recorded user and reason of the hold. */
function describeHold(workload: Workload): string | undefined {
  const hold = readHold(workload);
  if (hold === undefined) return undefined;
  return printable(hold.why === undefined ? `by ${hold.by}` : `by ${hold.by}: ${hold.why}`);
}
