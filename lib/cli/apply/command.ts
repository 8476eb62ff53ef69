/** `image-updater apply`: what `plan` says, and then, when it was agreed to, does it. */
import { failuresOf, isLimit, type Report } from '../../core/report/report.ts';
import { printable } from '../../core/text/printable.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reportDocument } from '../../report/report-document.ts';
import { textReport } from '../terminal/report-text.ts';
import { eventDeadline, updateClusters } from '../../pipeline/update-clusters.ts';
import type { UpdateContext } from '../../pipeline/context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { planText } from '../plan/command.ts';
import { planned, pushedBy, type Pushed, type PushedOptions } from '../pushed.ts';
import type { Surroundings } from '../context.ts';

export interface ApplyOptions extends PushedOptions {
  /** Nobody is asked. */
  readonly yes?: boolean;
}

/** The exit code is `failed` where something could not be changed, and `misuse` where nobody could be asked. */
export async function apply(options: ApplyOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { write, note, signal, bold } = surroundings;
  const { json = false } = options;
  const pushed = await pushedBy(options, surroundings);
  if ('code' in pushed) return pushed.code;
  const plan = await planned(pushed, surroundings);
  if (signal.aborted) return unchanged(note);
  (json ? note : write)(planText(plan, bold));
  if (failuresOf(plan).some(isLimit)) note('--ignore-limit lets it through.\n');
  const count = updatesOf(plan);
  if (count === 0) return ended(plan, 'Nothing is changed.', options, surroundings);
  const answer = options.yes === true ? 'yes' : await asked(pushed, count, surroundings);
  if (answer === 'nobody') return EXIT.misuse;
  if (answer === 'no' || signal.aborted) return unchanged(note);
  const report = await applied(pushed, workloadsOf(plan), surroundings);
  const said = `${updatesOf(report)} of ${count} containers were updated.`;
  if (!json) write(`\n${textReport(report, bold)}`);
  if (!signal.aborted) return ended(report, said, options, surroundings);
  if (json) write(jsonText(reportDocument(report, Infinity)));
  note(`Interrupted: ${said}\n`);
  return EXIT.interrupted;
}

function unchanged(note: Surroundings['note']): ExitCode {
  note('Nothing was changed.\n');
  return EXIT.interrupted;
}

function ended(
  report: Report,
  said: string,
  { json = false }: ApplyOptions,
  { write, note }: Surroundings,
): ExitCode {
  if (json) write(jsonText(reportDocument(report, Infinity)));
  note(`${said}\n`);
  return failuresOf(report).length > 0 ? EXIT.failed : EXIT.done;
}

async function asked(
  { config, push }: Pushed,
  count: number,
  { confirm, note }: Surroundings,
): Promise<'yes' | 'no' | 'nobody'> {
  if (confirm === undefined) {
    note('expected --yes where there is no terminal to ask on; nothing was changed\n');
    return 'nobody';
  }
  const observes = config.settings.mode === 'observe' ? ' The configuration says `mode: observe`.' : '';
  const plain = push.digest === undefined ? ', without a digest' : '';
  const question = `Update ${count} containers to ${printable(push.repository)}:${push.tag}${plain}?${observes}`;
  return (await confirm(question)) ? 'yes' : 'no';
}

/** Brings what is under way to its end when it is interrupted, and begins no more. */
async function applied(
  { push, updater }: Pushed,
  total: number,
  surroundings: Surroundings,
): Promise<Report> {
  const { signal: stop, openProgress } = surroundings;
  const progress = await openProgress('workloads');
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

function updatesOf({ clusters }: Report): number {
  return clusters.flatMap(({ updated }) => updated).length;
}

/** How many workloads are looked at again: all that run the image. */
function workloadsOf({ clusters }: Report): number {
  const names = clusters.flatMap(({ cluster, updated, skipped }) =>
    [...updated, ...skipped.flatMap(({ examples }) => examples)].map(
      ({ workload: { kind, namespace, name } }) => [cluster, kind, namespace, name].join('\n'),
    ),
  );
  return new Set(names).size;
}
