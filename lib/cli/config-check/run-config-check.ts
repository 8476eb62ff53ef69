/** `image-updater config check`: all errors and warnings of a configuration, and with `--online` the state of its clusters and registries. */
import type { Complaint } from '../../config/complaint.ts';
import { jsonText } from '../terminal/json-text.ts';
import { readConfiguration, isMissingConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliContext } from '../cli-context.ts';
import { checkOnline, isReady } from '../registries/check-online.ts';
import { checkDocument, checkText, refusalText } from './text.ts';

export interface ConfigCheckOptions {
  readonly file?: string | undefined;
  readonly online?: boolean;
  readonly json?: boolean;
}

/**
 * The exit code is `failed` if there are complaints, a cluster is not ready, or a repository cannot be listed. Warnings do not
 * change it.
 */
export async function runConfigCheck(options: ConfigCheckOptions, context: CliContext): Promise<ExitCode> {
  const { file, online = false, json = false } = options;
  const { environment, write, bold } = context;
  const parsed = readConfiguration(file, environment);
  if ('complaints' in parsed) return refuse(parsed.complaints, options, write);
  const checked = online ? await checkOnline(parsed.config, context) : undefined;
  if (online && checked === undefined) return EXIT.interrupted;
  write(json ? jsonText(checkDocument(parsed, checked)) : checkText(parsed, checked, bold));
  return checked === undefined || isReady(checked) ? EXIT.done : EXIT.failed;
}

function refuse(
  complaints: readonly Complaint[],
  { file, json = false }: ConfigCheckOptions,
  write: CliContext['write'],
): ExitCode {
  write(json ? jsonText(checkDocument({ complaints }, undefined)) : refusalText(complaints, file));
  return complaints.some(isMissingConfig) ? EXIT.misuse : EXIT.failed;
}
