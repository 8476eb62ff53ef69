/** The configuration of a command: the file of `--config`, else the environment, read in the same way as by the function. */
import { renderComplaints, type Complaint } from '../config/complaint.ts';
import type { Config, ParsedConfig } from '../config/config.ts';
import { FILE, INLINE, loadConfig } from '../config/load-config.ts';
import type { Environment } from '../core/environment.ts';
import { printable } from '../core/text/printable.ts';
import { addressComplaints, type Api } from '../google-auth/api-address.ts';
import type { CliContext } from './cli-context.ts';

/** Reads and parses the configuration. With a file, the environment is not read. */
export function readConfiguration(file: string | undefined, environment: Environment): ParsedConfig {
  const parsed = file === undefined ? loadConfig(environment) : parsedFile(file);
  if ('complaints' in parsed) return parsed;
  const complaints = addressesFor(parsed.config, environment);
  return complaints.length === 0 ? parsed : { complaints };
}

function parsedFile(file: string): ParsedConfig {
  const parsed = loadConfig({ [FILE]: file });
  if (!('complaints' in parsed)) return parsed;
  // The user passed a path and no variable.
  return {
    complaints: parsed.complaints.map((each) => (each.path === FILE ? { ...each, path: 'the file' } : each)),
  };
}

/** Complaints about the variables with addresses of Google APIs, for the APIs that the configuration needs. */
function addressesFor({ clusters, registries, pubsub }: Config, environment: Environment): Complaint[] {
  const sources = clusters.flatMap(({ source }) => (source.type === 'gke' ? [source] : []));
  const needed: readonly Api[] = [
    ...(sources.length > 0 ? (['container'] as const) : []),
    ...([...sources, ...registries].some(({ impersonate }) => impersonate !== undefined)
      ? (['iamcredentials'] as const)
      : []),
    ...(registries.length > 0 || pubsub.reconcile !== undefined ? (['artifactregistry'] as const) : []),
  ];
  return needed.flatMap((api) =>
    addressComplaints(environment, api).map((each) => ({ code: 'Invalid', ...each })),
  );
}

/** The name of the configuration in messages. */
export function describeSource(file: string | undefined): string {
  return file === undefined ? 'The configuration' : `The configuration ${printable(file)}`;
}

const HINT = 'Pass a file with --config.\n';

/** Whether no configuration was given. An entry of `clusters` without a source has the same code. */
function isNoSource({ code, path }: Complaint): boolean {
  return code === 'NoSource' && path === INLINE;
}

/** Whether no text could be read: no source, two sources, or an unreadable file. */
export function isMissingConfig({ code, path }: Complaint): boolean {
  return code === 'Unreadable' || path === INLINE || path === FILE;
}

/** The configuration for a command that needs it; undefined if it is invalid, after printing the complaints. */
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

/** The environment with this file as its only source of the configuration. */
export function withConfigFile(file: string | undefined, environment: Environment): Environment {
  return file === undefined ? environment : { ...environment, [INLINE]: undefined, [FILE]: file };
}

/** Like {@link requireConfig}, for a command that works without a configuration: empty if none is given. */
export function readOptionalConfig(
  file: string | undefined,
  context: Pick<CliContext, 'environment' | 'note'>,
): { readonly config?: Config } | undefined {
  const { [INLINE]: inline = '', [FILE]: path = '' } = context.environment;
  if (file === undefined && inline === '' && path === '') return {};
  const config = requireConfig(file, context);
  return config === undefined ? undefined : { config };
}
