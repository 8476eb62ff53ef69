/** The output of `config check`. */
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { renderComplaints, type Complaint } from '../../config/complaint.ts';
import type { Config, ParsedConfig } from '../../config/config.ts';
import { clustersDocument } from '../clusters/clusters-document.ts';
import { clustersText } from '../clusters/text.ts';
import { describeSource } from '../config-source.ts';
import type { Emphasis } from '../terminal/report-text.ts';

/** Later versions only add keys. `online` is present with `--online`. */
export function checkDocument(parsed: ParsedConfig, inspections: readonly Inspection[] | undefined) {
  if ('complaints' in parsed) return { valid: false, complaints: parsed.complaints, warnings: [] };
  return {
    valid: true,
    complaints: [],
    warnings: parsed.warnings,
    configures: configSummary(parsed.config),
    ...(inspections === undefined ? {} : { online: clustersDocument(inspections) }),
  };
}

function configSummary({ settings, clusters }: Config) {
  const { mode, policy, pin, optIn, rules, kinds, limits } = settings;
  return {
    mode,
    policy: policy.text,
    pin,
    optIn,
    rules: rules.length,
    kinds: kinds.map(({ kind }) => kind),
    ...limits,
    clusters: clusters.map(({ name, source }) => ({ name, source: source.type })),
  };
}

/** The output for an invalid configuration: all complaints. */
export function refusalText(complaints: readonly Complaint[], file: string | undefined): string {
  const count = counted(complaints.length, 'complaint', 'complaints');
  return `${describeSource(file)} cannot be used, ${count}:\n${renderComplaints(complaints)}\n`;
}

/** The output for a valid configuration: a summary, its warnings, and with `--online` its clusters. */
export function checkText(
  { config, warnings }: Extract<ParsedConfig, { readonly config: Config }>,
  inspections: readonly Inspection[] | undefined,
  bold: Emphasis,
): string {
  const { mode, policy, rules, clusters } = configSummary(config);
  const meaning = mode === 'observe' ? 'observe: decides and reports, changes nothing' : mode;
  return [
    `Configuration OK: ${counted(clusters.length, 'entry', 'entries')} under clusters, ${counted(rules, 'rule', 'rules')}, policy ${policy}, mode ${meaning}.`,
    ...(warnings.length > 0
      ? [`${counted(warnings.length, 'warning', 'warnings')}:`, renderComplaints(warnings)]
      : []),
    ...(inspections === undefined ? [''] : ['', clustersText(inspections, bold)]),
  ].join('\n');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
