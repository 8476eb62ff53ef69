/** `image-updater plan`: what would a push do, container by container, and why not. Nothing is changed. */
import { failuresOf } from '../../core/report/report.ts';
import { jsonText } from '../terminal/json-text.ts';
import { reportDocument } from '../../report/report-document.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { planned, pushedBy, type PushedOptions } from '../pushed.ts';
import type { Surroundings } from '../context.ts';
import { planText } from './text.ts';

/** The exit code is `failed` where a cluster could not be asked in full. */
export async function runPlan(options: PushedOptions, surroundings: Surroundings): Promise<ExitCode> {
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
