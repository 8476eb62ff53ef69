/** `image-updater apply`: what `plan` says, and then, when it was agreed to, does it. */
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
import { questionText } from './text.ts';

export interface ApplyOptions extends PushOptions {
  /** Skips the confirmation prompt. */
  readonly yes?: boolean;
}

/** The exit code is `failed` where something could not be changed, and `misuse` where nobody could be asked. */
export async function runApply(options: ApplyOptions, context: CliContext): Promise<ExitCode> {
  const { write, note, signal, bold } = context;
  const { json = false } = options;
  const pushed = await readRequestedPush(options, context);
  if ('code' in pushed) return pushed.code;
  const plan = await planPush(pushed, context);
  if (signal.aborted) return unchanged(note);
  (json ? note : write)(planText(plan, bold));
  if (listFailures(plan).some(isLimit)) note('--ignore-limit ignores the limit.\n');
  const count = countUpdates(plan);
  if (count === 0) return printReport(plan, 'Nothing is changed.', options, context);
  const refusal = await refused(options, questionText(pushed, count), context);
  if (refusal !== undefined) return refusal;
  const report = await applyPush(pushed, countWorkloads(plan), context);
  const said = `${countUpdates(report)} of ${count} containers were updated.`;
  if (!json) write(`\n${textReport(report, bold)}`);
  if (!signal.aborted) return printReport(report, said, options, context);
  printReport(report, `Interrupted: ${said}`, options, context);
  return EXIT.interrupted;
}

function unchanged(note: CliContext['note']): ExitCode {
  note('Nothing was changed.\n');
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

/** Undefined where it is agreed to; else it has said why not. */
async function refused(
  { yes }: ApplyOptions,
  question: string,
  { confirm, note, signal }: CliContext,
): Promise<ExitCode | undefined> {
  const ask = yes === true ? () => Promise.resolve(true) : confirm;
  if (ask === undefined) {
    note('expected --yes, got no terminal to ask on; nothing was changed\n');
    return EXIT.misuse;
  }
  return (await ask(question)) && !signal.aborted ? undefined : unchanged(note);
}

/** Brings what is under way to its end when it is interrupted, and begins no more. */
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

/** How many workloads are looked at again: all that run the image. */
function countWorkloads({ clusters }: Report): number {
  const names = clusters.flatMap(({ cluster, updated, skipped }) =>
    [...updated, ...skipped.flatMap(({ examples }) => examples)].map(
      ({ workload: { kind, namespace, name } }) => [cluster, kind, namespace, name].join('\n'),
    ),
  );
  return new Set(names).size;
}
