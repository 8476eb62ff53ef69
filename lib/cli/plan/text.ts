/** The output of `plan`, which `apply` prints before its confirmation prompt. */
import { isEmptyReport, type Report } from '../../core/report/report.ts';
import { printable } from '../../core/text/printable.ts';
import { textReport, type Emphasis } from '../terminal/report-text.ts';

/** The report, and a sentence if it is empty. */
export function planText(report: Report, bold: Emphasis): string {
  const { repository } = report.push;
  const nothing = isEmptyReport(report)
    ? `\nNo workload was found that runs ${printable(repository)}.\n`
    : '';
  return `${textReport(report, bold)}${nothing}`;
}
