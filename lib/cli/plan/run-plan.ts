/** `image-updater plan`: prints what a push would change in each container, or why it is skipped. Changes nothing. */
import { listFailures } from '../../core/report/report.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reportDocument } from '../../report/report-document.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { planPush, readRequestedPush, type PushOptions } from '../requested-push.ts';
import type { CliContext } from '../cli-context.ts';
import { planText } from './text.ts';

/** The exit code is `failed` if a cluster could not be read completely, or a limit stops the push. */
export async function runPlan(options: PushOptions, context: CliContext): Promise<ExitCode> {
  const { write, note, signal } = context;
  const pushed = await readRequestedPush(options, context);
  if ('code' in pushed) return pushed.code;
  const report = await planPush(pushed, context);
  if (signal.aborted) {
    note('Interrupted. Nothing was changed.\n');
    return EXIT.interrupted;
  }
  write(
    options.json === true
      ? jsonText(reportDocument(report, { bytes: Infinity, isTriedAgain: false }))
      : planText(report, context.bold),
  );
  return listFailures(report).length > 0 ? EXIT.failed : EXIT.done;
}
