/** `image-updater apply`: prints the plan, asks for confirmation, and applies it. */
import { listFailures, isLimit, type Report } from '../../core/report/report.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reportDocument } from '../../report/report-document.ts';
import { textReport } from '../terminal/report-text.ts';
import { eventDeadline, updateClusters } from '../../pipeline/update-clusters.ts';
import type { UpdateContext } from '../../pipeline/context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { planText } from '../plan/text.ts';
import { planPush, readRequestedPush, type RequestedPush, type PushOptions } from '../requested-push.ts';
import type { CliContext } from '../cli-context.ts';
import { confirmChange, endUnchanged } from '../confirm-change.ts';
import { questionText } from './text.ts';

export interface ApplyOptions extends PushOptions {
  /** Skips the confirmation prompt. */
  readonly yes?: boolean;
}

/** The exit code is `failed` if something could not be changed, and `misuse` without `--yes` and without a terminal. */
export async function runApply(options: ApplyOptions, context: CliContext): Promise<ExitCode> {
  const { write, note, signal, bold } = context;
  const { json = false } = options;
  const pushed = await readRequestedPush(options, context);
  if ('code' in pushed) return pushed.code;
  const plan = await planPush(pushed, context);
  if (signal.aborted) return endUnchanged(note);
  (json ? note : write)(planText(plan, bold));
  if (listFailures(plan).some(isLimit)) note('--ignore-limit ignores the limit.\n');
  const count = countUpdates(plan);
  if (count === 0) return printReport(plan, 'Nothing to change.', options, context);
  const refusal = await confirmChange(options, questionText(pushed, count), context);
  if (refusal !== undefined) return refusal;
  const report = await applyPush(pushed, countWorkloads(plan), context);
  const said = `${countUpdates(report)} of ${count} containers were updated.`;
  if (!json) write(`\n${textReport(report, bold)}`);
  if (!signal.aborted) return printReport(report, said, options, context);
  printReport(report, `Interrupted: ${said}`, options, context);
  return EXIT.interrupted;
}

function printReport(
  report: Report,
  said: string,
  { json = false }: ApplyOptions,
  { write, note }: CliContext,
): ExitCode {
  if (json) write(jsonText(reportDocument(report, { bytes: Infinity, isTriedAgain: false })));
  note(`${said}\n`);
  return listFailures(report).length > 0 ? EXIT.failed : EXIT.done;
}

/** On an interruption it finishes the patches in flight and starts no more. */
async function applyPush(
  { push, updateContext: updater }: RequestedPush,
  total: number,
  context: CliContext,
): Promise<Report> {
  const { signal: stop, openProgress } = context;
  const progress = openProgress('workloads');
  let done = 0;
  const onWorkload = (): void => progress.show({ done: (done += 1), total: Math.max(done, total) });
  const applying: UpdateContext = {
    ...updater,
    settings: { ...updater.settings, mode: 'apply' },
    watch: { examples: Infinity, stop, onWorkload },
  };
  try {
    return await updateClusters(push, applying, eventDeadline(applying, new AbortController().signal));
  } finally {
    progress.close();
  }
}

function countUpdates({ clusters }: Report): number {
  return clusters.flatMap(({ updated }) => updated).length;
}

/** The number of workloads that are evaluated again: all that run the image. */
function countWorkloads({ clusters }: Report): number {
  const names = clusters.flatMap(({ cluster, updated, skipped }) =>
    [...updated, ...skipped.flatMap(({ examples }) => examples)].map(
      ({ workload: { kind, namespace, name } }) => [cluster, kind, namespace, name].join('\n'),
    ),
  );
  return new Set(names).size;
}
