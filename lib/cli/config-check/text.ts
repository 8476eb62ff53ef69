/** The output of `config check`. */
import { renderComplaints, type Complaint } from '../../config/complaint.ts';
import type { Config, ParsedConfig } from '../../config/config.ts';
import { clustersDocument } from '../clusters/clusters-document.ts';
import { describeSource } from '../config-source.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import type { OnlineCheck } from '../registries/check-online.ts';
import { onlineText } from '../registries/online-text.ts';

/** Later versions only add keys. `online` is present with `--online`, `registries` if they were checked too. */
export function checkDocument(parsed: ParsedConfig, online: OnlineCheck | undefined) {
  if ('complaints' in parsed) return { valid: false, complaints: parsed.complaints, warnings: [] };
  return {
    valid: true,
    complaints: [],
    warnings: parsed.warnings,
    configures: configSummary(parsed.config),
    ...(online === undefined ? {} : { online: clustersDocument(online.inspections) }),
    ...(online?.registries === undefined ? {} : { registries: online.registries }),
  };
}

function configSummary({ settings, clusters }: Config) {
  const { mode, policy, pin, optIn, rules, kinds, limits, reconcileUpdates } = settings;
  return {
    mode,
    policy: policy.text,
    pin,
    optIn,
    rules: rules.length,
    kinds: kinds.map(({ kind }) => kind),
    ...limits,
    reconcileUpdates,
    clusters: clusters.map(({ name, source }) => ({ name, source: source.type })),
  };
}

/** The output for an invalid configuration: all complaints. */
export function refusalText(complaints: readonly Complaint[], file: string | undefined): string {
  const count = counted(complaints.length, 'complaint', 'complaints');
  return `${describeSource(file)} cannot be used, ${count}:\n${renderComplaints(complaints)}\n`;
}

/** The output for a valid configuration: a summary, its warnings, and with `--online` its clusters and registries. */
export function checkText(
  { config, warnings }: Extract<ParsedConfig, { readonly config: Config }>,
  online: OnlineCheck | undefined,
  bold: Emphasis,
): string {
  const { mode, policy, rules, clusters } = configSummary(config);
  const meaning = mode === 'observe' ? 'observe: decides and reports, changes nothing' : mode;
  return [
    `Configuration OK: ${counted(clusters.length, 'entry', 'entries')} under clusters, ${counted(rules, 'rule', 'rules')}, policy ${policy}, mode ${meaning}.`,
    ...(warnings.length > 0
      ? [`${counted(warnings.length, 'warning', 'warnings')}:`, renderComplaints(warnings)]
      : []),
    ...(online === undefined ? [''] : ['', onlineText(online, bold)]),
  ].join('\n');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
