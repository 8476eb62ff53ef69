/** The configuration of a command: the file it is told, else what the environment gives, as the function reads it. */
import { renderComplaints, type Complaint } from '../config/complaint.ts';
import type { Config, ParsedConfig } from '../config/config.ts';
import { FILE, INLINE, loadConfig } from '../config/load-config.ts';
import type { Environment } from '../core/environment.ts';
import { printable } from '../core/text/printable.ts';
import { addressComplaints, type Api } from '../google-auth/api-address.ts';
import type { CliContext } from './cli-context.ts';

/** Reads and parses it; a file that is named counts alone. */
export function readConfiguration(file: string | undefined, environment: Environment): ParsedConfig {
  const parsed = file === undefined ? loadConfig(environment) : parsedFile(file);
  if ('complaints' in parsed) return parsed;
  const complaints = addressesFor(parsed.config, environment);
  return complaints.length === 0 ? parsed : { complaints };
}

function parsedFile(file: string): ParsedConfig {
  const parsed = loadConfig({ [FILE]: file });
  if (!('complaints' in parsed)) return parsed;
  // The reader knows of no variable.
  return {
    complaints: parsed.complaints.map((each) => (each.path === FILE ? { ...each, path: 'the file' } : each)),
  };
}

/** Complaints about the variables that say where Google's APIs are, where the configuration needs these APIs. */
function addressesFor({ clusters }: Config, environment: Environment): Complaint[] {
  const sources = clusters.flatMap(({ source }) => (source.type === 'gke' ? [source] : []));
  const needed: readonly Api[] = [
    ...(sources.length > 0 ? (['container'] as const) : []),
    ...(sources.some(({ impersonate }) => impersonate !== undefined) ? (['iamcredentials'] as const) : []),
  ];
  return needed.flatMap((api) =>
    addressComplaints(environment, api).map((each) => ({ code: 'Invalid', ...each })),
  );
}

/** How messages call it. */
export function describeSource(file: string | undefined): string {
  return file === undefined ? 'The configuration' : `The configuration ${printable(file)}`;
}

const HINT = 'Name a file with --config.\n';

/** Whether none was named at all; an entry may lack its source too. */
function isNoSource({ code, path }: Complaint): boolean {
  return code === 'NoSource' && path === INLINE;
}

/** Whether there was nothing to be read: neither a file nor a text, both, or a file that cannot be read. */
export function isMissingConfig({ code, path }: Complaint): boolean {
  return code === 'Unreadable' || path === INLINE || path === FILE;
}

/** The configuration for a command that works with it; undefined where it cannot be used, and then it has said why. */
export function requireConfig(
  file: string | undefined,
  { environment, note }: Pick<CliContext, 'environment' | 'note'>,
): Config | undefined {
  const parsed = readConfiguration(file, environment);
  if ('complaints' in parsed) {
    const hint = parsed.complaints.some(isNoSource) ? HINT : '';
    note(`${describeSource(file)} cannot be used:\n${renderComplaints(parsed.complaints)}\n${hint}`);
    return undefined;
  }
  if (parsed.warnings.length > 0) note(`${renderComplaints(parsed.warnings)}\n`);
  return parsed.config;
}

/** The environment in which a file that is named counts alone. */
export function withConfigFile(file: string | undefined, environment: Environment): Environment {
  return file === undefined ? environment : { ...environment, [INLINE]: undefined, [FILE]: file };
}

/** The same for a command that can do without: an empty answer where none is named. */
export function readOptionalConfig(
  file: string | undefined,
  context: Pick<CliContext, 'environment' | 'note'>,
): { readonly config?: Config } | undefined {
  const { [INLINE]: inline = '', [FILE]: path = '' } = context.environment;
  if (file === undefined && inline === '' && path === '') return {};
  const config = requireConfig(file, context);
  return config === undefined ? undefined : { config };
}
