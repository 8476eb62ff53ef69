/** What `config check` prints. */
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { renderComplaints, type Complaint } from '../../config/complaint.ts';
import type { Config, ParsedConfig } from '../../config/config.ts';
import { clustersDocument } from '../clusters/clusters-document.ts';
import { clustersText } from '../clusters/text.ts';
import { describeSource } from '../config-source.ts';
import type { Emphasis } from '../terminal/report-text.ts';

/** Keys are only ever added to it. `online` is there where it was asked for. */
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

/** Where it cannot be used: every complaint. */
export function refusalText(complaints: readonly Complaint[], file: string | undefined): string {
  const count = counted(complaints.length, 'complaint', 'complaints');
  return `${describeSource(file)} cannot be used, ${count}:\n${renderComplaints(complaints)}\n`;
}

/** Where it can be used: what it configures, its warnings, and with `--online` its clusters. */
export function checkText(
  { config, warnings }: Extract<ParsedConfig, { readonly config: Config }>,
  inspections: readonly Inspection[] | undefined,
  bold: Emphasis,
): string {
  const { mode, policy, rules, clusters } = configSummary(config);
  const meaning = mode === 'observe' ? 'observe: decides, and changes nothing' : mode;
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
