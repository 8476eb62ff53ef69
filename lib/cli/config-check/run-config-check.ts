/** `image-updater config check`: all errors and warnings of a configuration, and with `--online` the state of its clusters. */
import type { Complaint } from '../../config/complaint.ts';
import { jsonText } from '../terminal/json-text.ts';
import { readConfiguration, isMissingConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { inspectWithProgress } from '../clusters/inspect-with-progress.ts';
import type { CliContext } from '../cli-context.ts';
import { checkDocument, checkText, refusalText } from './text.ts';

export interface ConfigCheckOptions {
  readonly file?: string | undefined;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** The exit code is `failed` if there are complaints, or a cluster is not ready. Warnings do not change it. */
export async function runConfigCheck(options: ConfigCheckOptions, context: CliContext): Promise<ExitCode> {
  const { file, online = false, json = false } = options;
  const { environment, write } = context;
  const parsed = readConfiguration(file, environment);
  if ('complaints' in parsed) return refuse(parsed.complaints, options, write);
  const inspections = online ? await inspectWithProgress(parsed.config, context) : [];
  if (inspections === undefined) return EXIT.interrupted;
  const shown = online ? inspections : undefined;
  write(json ? jsonText(checkDocument(parsed, shown)) : checkText(parsed, shown, context.bold));
  return inspections.every(({ ready }) => ready) ? EXIT.done : EXIT.failed;
}

function refuse(
  complaints: readonly Complaint[],
  { file, json = false }: ConfigCheckOptions,
  write: CliContext['write'],
): ExitCode {
  write(json ? jsonText(checkDocument({ complaints }, undefined)) : refusalText(complaints, file));
  return complaints.some(isMissingConfig) ? EXIT.misuse : EXIT.failed;
}
