/**
 * The report: what one event did, per cluster, workload and container. Log lines, tables and answers print this
 * and nothing else.
 */
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Effect } from '../workload/effect.ts';
import type { Push } from '../event/push.ts';
import { REASONS, type ErrorReason, type Reason } from '../errors/reason.ts';
import type { ReasonKind, Terms } from '../errors/reason-text.ts';
import type { ContainerRef, Skipped, SkipCount } from './skipped.ts';
import { SkipTally } from './skip-tally.ts';

/**
 * `updated` was patched; `planned` would have been, in observe mode; `alreadyApplied` was patched by an earlier delivery of
 * the same push, whose report may never have come.
 */
export interface Updated extends ContainerRef {
  readonly result: 'updated' | 'planned' | 'alreadyApplied';
  readonly from: string;
  readonly to: string;
  readonly effect: Effect;
  /** The tag stays and has new content: pods were restarted. */
  readonly restarted: boolean;
  /** The container's pull policy keeps the content that a node has already under this tag. */
  readonly staleImage: boolean;
  /** Whether `to` carries a digest: a plain tag leaves it to each node which content it gets. */
  readonly pinned: boolean;
}

export interface Failed extends ContainerRef {
  readonly result: 'failed';
  readonly reason: ErrorReason;
  readonly detail: string;
}

export type ContainerOutcome = Updated | Skipped | Failed;

/** Something that concerns more than one workload: a kind that cannot be listed, a cluster out of reach. */
export interface ClusterFault {
  /** What was being done, e.g. `list deployments`. */
  readonly where: string;
  /** `InvalidObject`: some of what was listed is no such workload; the others were dealt with. */
  readonly reason: ErrorReason | 'InvalidObject';
  readonly detail: string;
  /** What the remedy is to name. */
  readonly terms?: Terms;
}

/** Containers that are counted, and not listed: owners of workloads choose how many there are. */
export interface Unlisted {
  readonly result: (Updated | Failed)['result'];
  /** Of failures; some of the same reason are listed. */
  readonly reason?: ErrorReason;
  readonly count: number;
}

export interface ClusterReport {
  readonly cluster: string;
  /** Objects that the API server listed, whether they use the image or not. */
  readonly scanned: number;
  readonly updated: readonly Updated[];
  /** What earlier deliveries of the push have updated. */
  readonly alreadyApplied: readonly Updated[];
  readonly failed: readonly Failed[];
  /** Those beyond the rows of `updated`, `alreadyApplied` and `failed`; left out where there are none. */
  readonly unlisted?: readonly Unlisted[];
  readonly skipped: readonly SkipCount[];
  readonly faults: readonly ClusterFault[];
}

export interface Report {
  readonly push: Push;
  readonly clusters: readonly ClusterReport[];
}

/** Sums up what happened in one cluster. */
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

/** The report of a cluster where nothing could be done at all. */
export function reportFault(cluster: string, where: string, fault: UpdaterError): ClusterReport {
  return reportCluster(cluster, 0, [], [clusterFault(where, fault)]);
}

/** How many containers had this result, whether they are listed or not. */
export function countContainers(
  { updated, alreadyApplied, failed, unlisted = [] }: ClusterReport,
  result: Unlisted['result'],
): number {
  const rows: readonly { readonly result: Unlisted['result'] }[] = [...updated, ...alreadyApplied, ...failed];
  const listed = rows.filter((row) => row.result === result).length;
  return unlisted.reduce((sum, each) => sum + (each.result === result ? each.count : 0), listed);
}

/** A fault as reports have it. */
export function clusterFault(where: string, { reason, message, terms }: UpdaterError): ClusterFault {
  return { where, reason, detail: message, ...(terms === undefined ? {} : { terms }) };
}

/** Kinds of faults beyond single workloads that no redelivery fixes. */
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
export function isEmptyReport({ clusters }: Pick<Report, 'clusters'>): boolean {
  return clusters.every(
    ({ updated, alreadyApplied, failed, unlisted = [], skipped, faults }) =>
      [...updated, ...alreadyApplied, ...failed, ...unlisted, ...skipped, ...faults].length === 0,
  );
}

/** Whether a limit holds back what it is said of. */
export function isLimit({ reason }: { readonly reason: Reason }): boolean {
  return REASONS[reason].kind === 'limit';
}

/** Everything that failed, of workloads and beyond them. */
export function listFailures({ clusters }: Pick<Report, 'clusters'>): readonly (Failed | ClusterFault)[] {
  return clusters.flatMap(({ failed, faults }) => [...failed, ...faults]);
}

/**
 * Whether something was changed (in observe mode: would have been, which is all that it is there to tell), now or by an
 * earlier delivery whose report may never have come, or failed: of that others may want to hear.
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
