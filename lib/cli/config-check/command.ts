/** `image-updater config check`: everything that is wrong with a configuration, and with `--online` its clusters too. */
import { renderComplaints, type Complaint } from '../../config/complaint.ts';
import type { Config, ParsedConfig } from '../../config/config.ts';
import type { Inspection } from '../../admin/inspect/inspection.ts';
import { clustersDocument } from '../clusters/json.ts';
import { clustersText } from '../clusters/text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { configurationOf, isNotThere, nameOf } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { inspectClusters } from '../clusters/inspecting.ts';
import type { Surroundings } from '../context.ts';

export interface ConfigCheckOptions {
  readonly file?: string | undefined;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** The exit code is `failed` where there are complaints, or a cluster cannot be served. Warnings change nothing. */
export async function configCheck(
  options: ConfigCheckOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { file, online = false, json = false } = options;
  const { environment, write } = surroundings;
  const parsed = configurationOf(file, environment);
  if ('complaints' in parsed) return refuse(parsed.complaints, options, write);
  const inspections = online ? await inspectClusters(parsed.config, surroundings) : [];
  if (inspections === undefined) return EXIT.interrupted;
  const shown = online ? inspections : undefined;
  write(json ? jsonText(documentOf(parsed, shown)) : textOf(parsed, shown, surroundings.bold));
  return inspections.every(({ served }) => served) ? EXIT.done : EXIT.failed;
}

function refuse(
  complaints: readonly Complaint[],
  { file, json = false }: ConfigCheckOptions,
  write: Surroundings['write'],
): ExitCode {
  const count = complaints.length === 1 ? '1 complaint' : `${complaints.length} complaints`;
  write(
    json
      ? jsonText(documentOf({ complaints }, undefined))
      : `${nameOf(file)} cannot be used, ${count}:\n${renderComplaints(complaints)}\n`,
  );
  return complaints.some(isNotThere) ? EXIT.misuse : EXIT.failed;
}

/** Keys are only ever added to it. `online` is there where it was asked for. */
function documentOf(parsed: ParsedConfig, inspections: readonly Inspection[] | undefined) {
  if ('complaints' in parsed) return { valid: false, complaints: parsed.complaints, warnings: [] };
  return {
    valid: true,
    complaints: [],
    warnings: parsed.warnings,
    configures: summaryOf(parsed.config),
    ...(inspections === undefined ? {} : { online: clustersDocument(inspections) }),
  };
}

function summaryOf({ settings, clusters }: Config) {
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

function textOf(
  { config, warnings }: Extract<ParsedConfig, { readonly config: Config }>,
  inspections: readonly Inspection[] | undefined,
  bold: Surroundings['bold'],
): string {
  const { mode, policy, rules, clusters } = summaryOf(config);
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
