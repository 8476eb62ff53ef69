/** `image-updater config check`: everything that is wrong with a configuration, and with `--online` its clusters too. */
import type { Complaint } from '../../config/complaint.ts';
import { jsonText } from '../terminal/json-text.ts';
import { configurationOf, isNotThere } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { inspectClusters } from '../clusters/inspecting.ts';
import type { Surroundings } from '../context.ts';
import { checkDocument, checkText, refusalText } from './text.ts';

export interface ConfigCheckOptions {
  readonly file?: string | undefined;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** The exit code is `failed` where there are complaints, or a cluster is not ready. Warnings change nothing. */
export async function runConfigCheck(
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
  write(json ? jsonText(checkDocument(parsed, shown)) : checkText(parsed, shown, surroundings.bold));
  return inspections.every(({ ready }) => ready) ? EXIT.done : EXIT.failed;
}

function refuse(
  complaints: readonly Complaint[],
  { file, json = false }: ConfigCheckOptions,
  write: Surroundings['write'],
): ExitCode {
  write(json ? jsonText(checkDocument({ complaints }, undefined)) : refusalText(complaints, file));
  return complaints.some(isNotThere) ? EXIT.misuse : EXIT.failed;
}
