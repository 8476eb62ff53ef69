/** `image-updater plan`: what would a push do, container by container, and why not. Nothing is changed. */
import { failuresOf, isAboutNothing, type Report } from '../../core/report/report.ts';
import { printable } from '../../core/text/printable.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reportDocument } from '../../report/report-document.ts';
import { textReport } from '../terminal/report-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { planned, pushedBy, type PushedOptions } from '../pushed.ts';
import type { Surroundings } from '../context.ts';

/** The exit code is `failed` where a cluster could not be asked in full. */
export async function plan(options: PushedOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { write, note, signal } = surroundings;
  const pushed = await pushedBy(options, surroundings);
  if ('code' in pushed) return pushed.code;
  const report = await planned(pushed, surroundings);
  if (signal.aborted) {
    note('Interrupted. Nothing was changed.\n');
    return EXIT.interrupted;
  }
  write(
    options.json === true ? jsonText(reportDocument(report, Infinity)) : planText(report, surroundings.bold),
  );
  return failuresOf(report).length > 0 ? EXIT.failed : EXIT.done;
}

/** The report, and a sentence where it is about nothing. */
export function planText(report: Report, bold: Surroundings['bold']): string {
  const { repository } = report.push;
  const nothing = isAboutNothing(report)
    ? `\nNo workload was found that runs ${printable(repository)}.\n`
    : '';
  return `${textReport(report, bold)}${nothing}`;
}
