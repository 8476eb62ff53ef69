/**
 * The report: what an event did, by cluster, workload and container. Log lines, tables and responses print exactly this.
 */
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Effect } from '../workload/effect.ts';
import type { Push } from '../event/push.ts';
import { REASONS, type ErrorReason, type Reason } from '../errors/reason.ts';
import type { ReasonKind, Terms } from '../errors/reason-text.ts';
import type { ContainerRef, Skipped, SkipCount } from './skipped.ts';
import { SkipTally } from './skip-tally.ts';

/**
 * `updated` was patched; `planned` would be patched (observe mode); `alreadyApplied` was patched by an earlier delivery of the
 * same push, whose report may be lost.
 */
export interface Updated extends ContainerRef {
  readonly result: 'updated' | 'planned' | 'alreadyApplied';
  readonly from: string;
  readonly to: string;
  readonly effect: Effect;
  /** The tag stays the same with new content: pods were restarted. */
  readonly restarted: boolean;
  /** The pull policy of the container keeps the content that a node has already for this tag. */
  readonly staleImage: boolean;
  /** Whether `to` has a digest; with a plain tag each node resolves the content. */
  readonly pinned: boolean;
}

export interface Failed extends ContainerRef {
  readonly result: 'failed';
  readonly reason: ErrorReason;
  readonly detail: string;
}

export type ContainerOutcome = Updated | Skipped | Failed;

/** An error about more than one workload: a kind that cannot be listed, an unreachable cluster. */
export interface ClusterFault {
  /** The operation, e.g. `list deployments`. */
  readonly where: string;
  /** `InvalidObject`: some listed objects are invalid; the others were processed. */
  readonly reason: ErrorReason | 'InvalidObject';
  readonly detail: string;
  /** Names for the remedy. */
  readonly terms?: Terms;
}

/** Containers that are only counted, because owners of workloads choose their number. */
export interface Unlisted {
  readonly result: (Updated | Failed)['result'];
  /** Failures; some with the same reason are listed. */
  readonly reason?: ErrorReason;
  readonly count: number;
}

export interface ClusterReport {
  readonly cluster: string;
  /** The number of listed objects, whether they use the image or not. */
  readonly scanned: number;
  readonly updated: readonly Updated[];
  /** Updates by earlier deliveries of the push. */
  readonly alreadyApplied: readonly Updated[];
  readonly failed: readonly Failed[];
  /** Containers beyond the rows of `updated`, `alreadyApplied` and `failed`; undefined if there are none. */
  readonly unlisted?: readonly Unlisted[];
  readonly skipped: readonly SkipCount[];
  readonly faults: readonly ClusterFault[];
}

export interface Report {
  readonly push: Push;
  readonly clusters: readonly ClusterReport[];
}

/** Creates the report of a cluster. */
export function reportCluster(
  cluster: string,
  scanned: number,
  outcomes: readonly ContainerOutcome[],
  faults: readonly ClusterFault[],
): ClusterReport {
  const tally = new SkipTally();
  tally.add(outcomes.filter((outcome) => outcome.result === 'skipped'));
  return {
    cluster,
    scanned,
    updated: outcomes.filter(isUpdated),
    alreadyApplied: outcomes.filter(isAlreadyApplied),
    failed: outcomes.filter((outcome) => outcome.result === 'failed'),
    skipped: tally.counts(),
    faults,
  };
}

/** The report of a cluster in which nothing could be done. */
export function reportFault(cluster: string, where: string, fault: UpdaterError): ClusterReport {
  return reportCluster(cluster, 0, [], [clusterFault(where, fault)]);
}

/** The number of containers with this result, listed or not. */
export function countContainers(
  { updated, alreadyApplied, failed, unlisted = [] }: ClusterReport,
  result: Unlisted['result'],
): number {
  const rows: readonly { readonly result: Unlisted['result'] }[] = [...updated, ...alreadyApplied, ...failed];
  const listed = rows.filter((row) => row.result === result).length;
  return unlisted.reduce((sum, each) => sum + (each.result === result ? each.count : 0), listed);
}

/** An error in the form of reports. */
export function clusterFault(where: string, { reason, message, terms }: UpdaterError): ClusterFault {
  return { where, reason, detail: message, ...(terms === undefined ? {} : { terms }) };
}

/** Kinds of errors about a cluster that a redelivery does not fix. */
const FINAL_FOR_CLUSTERS: ReadonlySet<ReasonKind> = new Set(['skip', 'limit']);

/**
 * Whether a redelivery can help: a workload has a transient failure, or a part of a cluster was not read. Only rejections of
 * single workloads by the API server are permanent, and exceeded limits, for which a person decides.
 */
export function wantsRedelivery(report: Report): boolean {
  return report.clusters.some(
    ({ failed, faults }) =>
      failed.some(({ reason }) => REASONS[reason].kind === 'transient') ||
      faults.some(({ reason }) => !FINAL_FOR_CLUSTERS.has(REASONS[reason].kind)),
  );
}

/** Whether no container uses the image, and no failure may hide one. */
export function isEmptyReport({ clusters }: Pick<Report, 'clusters'>): boolean {
  return clusters.every(
    ({ updated, alreadyApplied, failed, unlisted = [], skipped, faults }) =>
      [...updated, ...alreadyApplied, ...failed, ...unlisted, ...skipped, ...faults].length === 0,
  );
}

/** Whether the reason is an exceeded limit. */
export function isLimit({ reason }: { readonly reason: Reason }): boolean {
  return REASONS[reason].kind === 'limit';
}

/** All failures, of workloads and of clusters. */
export function listFailures({ clusters }: Pick<Report, 'clusters'>): readonly (Failed | ClusterFault)[] {
  return clusters.flatMap(({ failed, faults }) => [...failed, ...faults]);
}

/**
 * Whether the report is relevant for others: something was changed (in observe mode: would be changed), now or by an earlier
 * delivery whose report may be lost, or something failed.
 */
export function hasNews({ clusters }: Report): boolean {
  return clusters.some(
    ({ updated, alreadyApplied, failed, unlisted = [], faults }) =>
      [...updated, ...alreadyApplied, ...failed, ...unlisted, ...faults].length > 0,
  );
}

function isUpdated(outcome: ContainerOutcome): outcome is Updated {
  return outcome.result === 'updated' || outcome.result === 'planned';
}

function isAlreadyApplied(outcome: ContainerOutcome): outcome is Updated {
  return outcome.result === 'alreadyApplied';
}
