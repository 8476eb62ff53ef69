/** `image-updater hold` and `release`: blocks updates of a workload, or of all that run an image, and removes the block. */
import pLimit from 'p-limit';
import type { Hold } from '../../core/workload/hold.ts';
import type { SkipReason } from '../../core/errors/reason.ts';
import { clusterFault, type ClusterFault } from '../../core/report/report.ts';
import { selects } from '../../core/settings.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { TIME_LIMITS, deadlineWithin } from '../../async/deadline.ts';
import { holdWorkload } from '../../admin/hold-workload.ts';
import type { ScannedCluster } from '../../admin/scan-fleet.ts';
import { holdDocument, holdText, type HoldRow, type PlacedFault } from './text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { requireConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { clustersWithoutNamespace, noMatchText, unknownCluster } from './no-match.ts';
import { parseHoldTarget, type HoldTarget, type HoldSelection } from './target.ts';
import { scanWithProgress } from '../scan-with-progress.ts';
import type { CliContext } from '../cli-context.ts';

/** The maximum length of `--reason`, in characters: it is printed in one line. */
const MAX_REASON = 512;

export interface HoldOptions extends HoldTarget {
  readonly reason?: string;
  readonly json?: boolean;
  readonly config?: string;
}

const AT_ONCE = 8;

/** The exit code is `failed` if no workload matches, or something failed. */
export function runHold(options: HoldOptions, context: CliContext): Promise<ExitCode> {
  const { user: by } = context;
  const { reason: why } = options;
  if (why !== undefined && why.length > MAX_REASON) {
    context.note(`expected at most ${MAX_REASON} characters in --reason, got ${why.length}\n`);
    return Promise.resolve(EXIT.misuse);
  }
  return runOnTarget({ by, at: Date.now(), ...(why === undefined ? {} : { why }) }, options, context);
}

/**
 * Removes holds, with the same exit codes. It prints no command that applies the pushes of the meantime: only the
 * registry knows them.
 */
export function runRelease(options: HoldOptions, context: CliContext): Promise<ExitCode> {
  return runOnTarget(undefined, options, context);
}

async function runOnTarget(
  to: Hold | undefined,
  options: HoldOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { note, signal } = context;
  const config = requireConfig(options.config, context);
  if (config === undefined) return EXIT.misuse;
  const target = parseHoldTarget(options, config.settings);
  if ('invalid' in target) {
    note(`${target.invalid}\n(add --help for usage)\n`);
    return EXIT.misuse;
  }
  const scans = await scanWithProgress(config, target.filter, context);
  if (scans === undefined) return EXIT.interrupted;
  const unknown = unknownCluster(options, target, scans);
  // The requested cluster may be one that could not be found.
  const meant = unknown === undefined ? scans.filter(({ name }) => target.clusters.matches(name)) : [];
  const done = await setAll(meant, to, target, context);
  const rows = done.length === 0 ? excludedRows(target, meant) : done;
  const missing = done.length === 0 && target.named ? noMatchText(target.named.namespace, meant) : undefined;
  if (missing !== undefined && !signal.aborted) note(`${missing}\n`);
  const faults = placedFaults(unknown === undefined ? meant : scans.filter(({ cluster }) => !cluster));
  printResult({ rows, faults, unknown }, options, context);
  if (!signal.aborted) return holdExitCode(rows, faults);
  note('Interrupted: workloads that are not listed were not changed.\n');
  return EXIT.interrupted;
}

interface HoldResult {
  readonly rows: readonly HoldRow[];
  readonly faults: readonly PlacedFault[];
  /** The error about `--cluster`, if no cluster matches it. */
  readonly unknown: string | undefined;
}

function printResult(
  { rows, faults, unknown }: HoldResult,
  { json = false }: HoldOptions,
  { write, note }: CliContext,
): void {
  if (unknown !== undefined) note(`${unknown}\n`);
  if (json) write(jsonText(holdDocument(rows, faults)));
  else if (unknown === undefined || faults.length > 0) write(holdText(rows, faults));
}

function placedFaults(scans: readonly ScannedCluster[]): readonly PlacedFault[] {
  return scans.flatMap(({ name, faults }) => faults.map((fault) => ({ cluster: name, ...fault })));
}

/** A row for the named workload in each cluster that excludes its namespace: it was not read there. */
function excludedRows({ named }: HoldSelection, scans: readonly ScannedCluster[]): readonly HoldRow[] {
  if (named === undefined) return [];
  return clustersWithoutNamespace(named.namespace, scans).map((cluster) => ({
    cluster,
    ...named,
    ...skippedAs('ExcludedNamespace', named.namespace),
  }));
}

function skippedAs(reason: SkipReason, detail: string): Pick<HoldRow, 'result' | 'skip'> {
  return { result: 'skipped', skip: { reason, detail } };
}

function holdExitCode(rows: readonly HoldRow[], faults: readonly PlacedFault[]): ExitCode {
  const isDone = rows.some(({ result }) => result !== 'skipped');
  const hasFailed = faults.length > 0 || rows.some(({ fault }) => fault !== undefined);
  return isDone && !hasFailed ? EXIT.done : EXIT.failed;
}

/** Patches up to {@link AT_ONCE} workloads concurrently; none is started after an interruption. */
async function setAll(
  scans: readonly ScannedCluster[],
  to: Hold | undefined,
  { whyNot }: HoldSelection,
  { signal, timeLimits = TIME_LIMITS }: CliContext,
): Promise<readonly HoldRow[]> {
  const queue = pLimit(AT_ONCE);
  const each = async (cluster: Cluster, workload: Workload): Promise<readonly HoldRow[]> => {
    const { kind, namespace, name } = workload;
    const row = { cluster: cluster.name, kind: kind.kind, namespace, name };
    if (!selects(cluster.namespaces, namespace))
      return [{ ...row, ...skippedAs('ExcludedNamespace', namespace) }];
    const unreadable = whyNot(workload);
    if (unreadable !== undefined) return [{ ...row, ...skippedAs('InvalidImage', unreadable) }];
    if (signal.aborted) return [];
    const deadline = deadlineWithin(timeLimits.cluster, { signal: new AbortController().signal });
    const isMeant = (current: Workload): boolean => whyNot(current) === undefined;
    const outcome = await holdWorkload(workload, to, { cluster, budget: deadline }, isMeant);
    if ('result' in outcome) return [{ ...row, ...outcome }];
    const fault: ClusterFault = clusterFault('patch', outcome.fault);
    return [{ ...row, result: 'failed', fault }];
  };
  const done = await Promise.all(
    scans.flatMap(({ cluster, workloads }) =>
      cluster === undefined ? [] : workloads.map((workload) => queue(() => each(cluster, workload))),
    ),
  );
  return done.flat();
}
