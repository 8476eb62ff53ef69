/**
 * The report: what one event did, per cluster, workload and container. Log lines, tables and answers print this
 * and nothing else.
 */
import type { Fault } from '../errors/fault.ts';
import type { Effect } from '../workload/kind.ts';
import type { Push } from '../event/push.ts';
import { REASONS, type FaultReason, type Reason } from '../errors/reason.ts';
import type { ReasonKind, Terms } from '../errors/reason-text.ts';
import type { Subject, Skipped, SkipCount } from './skipped.ts';
import { SkipTally } from './skip-tally.ts';

/** `updated` was patched; `planned` would have been, in observe mode. */
export interface Updated extends Subject {
  readonly result: 'updated' | 'planned';
  readonly from: string;
  readonly to: string;
  readonly effect: Effect;
  /** The tag stays and new bits are behind it: pods were started anew. */
  readonly restarted: boolean;
  /** The container's pull policy keeps the bits that a node has already under this tag. */
  readonly keepsOldBits: boolean;
  /** Whether `to` carries a digest: a plain tag leaves it to each node which content it gets. */
  readonly pinned: boolean;
}

export interface Failed extends Subject {
  readonly result: 'failed';
  readonly reason: FaultReason;
  readonly detail: string;
}

export type Outcome = Updated | Skipped | Failed;

/** Something that concerns more than one workload: a kind that cannot be listed, a cluster out of reach. */
export interface ClusterFault {
  /** What was being done, e.g. `list deployments`. */
  readonly where: string;
  /** `InvalidObject`: some of what was listed is no such workload; the others were dealt with. */
  readonly reason: FaultReason | 'InvalidObject';
  readonly detail: string;
  /** What the remedy is to name. */
  readonly terms?: Terms;
}

export interface ClusterReport {
  readonly cluster: string;
  /** Objects that the API server listed, whether they use the image or not. */
  readonly scanned: number;
  readonly updated: readonly Updated[];
  readonly failed: readonly Failed[];
  readonly skipped: readonly SkipCount[];
  readonly faults: readonly ClusterFault[];
}

export interface Report {
  readonly push: Push;
  readonly clusters: readonly ClusterReport[];
}

/**
 * Sums up what happened in one cluster, with the first `examples` of each reason; `skipped` is what was counted before
 * the outcomes.
 */
export function reportCluster(
  cluster: string,
  scanned: number,
  outcomes: readonly Outcome[],
  faults: readonly ClusterFault[],
  examples?: number,
  skipped: readonly SkipCount[] = [],
): ClusterReport {
  const tally = new SkipTally(examples);
  tally.merge(skipped);
  tally.add(outcomes.filter((outcome) => outcome.result === 'skipped'));
  return {
    cluster,
    scanned,
    updated: outcomes.filter(isUpdated),
    failed: outcomes.filter((outcome) => outcome.result === 'failed'),
    skipped: tally.counts(),
    faults,
  };
}

/** The report of a cluster where nothing could be done at all. */
export function reportFault(cluster: string, where: string, fault: Fault): ClusterReport {
  return reportCluster(cluster, 0, [], [clusterFault(where, fault)]);
}

/** A fault as reports have it. */
export function clusterFault(where: string, { reason, message, terms }: Fault): ClusterFault {
  return { where, reason, detail: message, ...(terms === undefined ? {} : { terms }) };
}

/** Kinds of faults beyond single workloads that no redelivery mends. */
const FINAL_FOR_CLUSTERS: ReadonlySet<ReasonKind> = new Set(['skip', 'limit']);

/**
 * Whether a redelivery can help: a workload failed in a way that may pass, or part of a cluster was not seen at all.
 * Only what the API server says of one workload is ever final, and what is beyond a limit: a person decides.
 */
export function wantsRedelivery(report: Report): boolean {
  return report.clusters.some(
    ({ failed, faults }) =>
      failed.some(({ reason }) => REASONS[reason].kind === 'transient') ||
      faults.some(({ reason }) => !FINAL_FOR_CLUSTERS.has(REASONS[reason].kind)),
  );
}

/** Whether no container was found that uses the image, and nothing failed that may hide one. */
export function isAboutNothing({ clusters }: Pick<Report, 'clusters'>): boolean {
  return clusters.every(
    ({ updated, failed, skipped, faults }) =>
      updated.length + failed.length + skipped.length + faults.length === 0,
  );
}

/** Whether a limit holds back what it is said of. */
export function isLimit({ reason }: { readonly reason: Reason }): boolean {
  return REASONS[reason].kind === 'limit';
}

/** Everything that failed, of workloads and beyond them. */
export function failuresOf({ clusters }: Pick<Report, 'clusters'>): readonly (Failed | ClusterFault)[] {
  return clusters.flatMap(({ failed, faults }) => [...failed, ...faults]);
}

/**
 * Whether something was changed (in observe mode: would have been, which is all that it is there to tell), or failed: of
 * that others may want to hear.
 */
export function tellsSomething({ clusters }: Report): boolean {
  return clusters.some(({ updated, failed, faults }) => [...updated, ...failed, ...faults].length > 0);
}

function isUpdated(outcome: Outcome): outcome is Updated {
  return outcome.result === 'updated' || outcome.result === 'planned';
}
