/** `image-updater reconcile`: prints which pushes were missed, asks for confirmation, and applies them. */
import { openClusters } from '../../clusters/open-clusters.ts';
import type { Config } from '../../config/config.ts';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import { hasFailures, reconcileCounts, type ReconcileReport } from '../../core/report/reconcile-report.ts';
import type { ReconcileContext, ReconcileStep } from '../../pipeline/reconcile/context.ts';
import { reconcile } from '../../pipeline/reconcile/reconcile.ts';
import { eventDeadline } from '../../pipeline/update-clusters.ts';
import { lazyListTags } from '../../registry/lazy-list-tags.ts';
import type { CliContext } from '../cli-context.ts';
import { confirmChange, endUnchanged } from '../confirm-change.ts';
import { requireConfig } from '../config-source.ts';
import { errorText } from '../error-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Progress } from '../terminal/progress.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reconcileDocument } from './reconcile-document.ts';
import { PROGRESS_UNITS, reconcileQuestion, reconcileText, summaryText } from './text.ts';

export interface ReconcileOptions {
  readonly dryRun?: boolean;
  /** Skips the confirmation prompt. */
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly config?: string;
}

/** The exit code is `failed` if something could not be read, listed or changed. */
export async function runReconcile(options: ReconcileOptions, context: CliContext): Promise<ExitCode> {
  const { write, note, signal, bold } = context;
  const { json = false, dryRun = false } = options;
  const config = requireConfig(options.config, context);
  if (config === undefined) return EXIT.misuse;
  const reconciling = openReconcile(config, context);
  try {
    const plan = await runOnce('observe', reconciling, context);
    if (signal.aborted) return endUnchanged(note);
    (json ? note : write)(reconcileText(plan, bold));
    const { planned } = reconcileCounts(plan);
    if (dryRun || planned === 0) return printReport(plan, options, context);
    const refusal = await confirmChange(options, reconcileQuestion(config, planned), context);
    if (refusal !== undefined) return refusal;
    const report = await runOnce('apply', reconciling, context);
    if (!json) write(`\n${reconcileText(report, bold)}`);
    const code = printReport(report, options, context);
    return signal.aborted ? EXIT.interrupted : code;
  } catch (thrown) {
    note(errorText(toUpdaterError(thrown)));
    return EXIT.misuse;
  }
}

type Reconciling = Omit<ReconcileContext, 'onProgress'>;

function openReconcile(config: Config, { environment, user, timeLimits, signal }: CliContext): Reconciling {
  return {
    settings: config.settings,
    sources: openClusters(config.clusters, { environment }),
    listTags: lazyListTags({ environment, registries: config.registries }),
    caller: user,
    stop: signal,
    ...(timeLimits && { timeLimits }),
  };
}

/** Shows the progress of each step. An interruption ends it at once; where it patches, after the patches in flight. */
async function runOnce(
  mode: 'observe' | 'apply',
  reconciling: Reconciling,
  { signal, openProgress }: CliContext,
): Promise<ReconcileReport> {
  let open: { readonly step: ReconcileStep; readonly progress: Progress } | undefined;
  const onProgress: ReconcileContext['onProgress'] = (step, count) => {
    if (open?.step !== step) {
      open?.progress.close();
      open = { step, progress: openProgress(PROGRESS_UNITS[step]) };
    }
    open.progress.show(count);
  };
  const settings = { ...reconciling.settings, mode };
  const end = new AbortController();
  const interrupt = (): void => {
    if (open?.step !== 'update workloads') end.abort(signal.reason);
  };
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    return await reconcile({ ...reconciling, settings, onProgress }, eventDeadline(reconciling, end.signal));
  } finally {
    signal.removeEventListener('abort', interrupt);
    open?.progress.close();
  }
}

function printReport(
  report: ReconcileReport,
  { json = false }: ReconcileOptions,
  { write, note }: CliContext,
): ExitCode {
  if (json) write(jsonText(reconcileDocument(report)));
  note(summaryText(report));
  return hasFailures(report) ? EXIT.failed : EXIT.done;
}
