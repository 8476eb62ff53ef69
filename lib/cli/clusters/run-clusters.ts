/**
 * `image-updater clusters`: checks the connection, the user and the rights of each cluster, and whether the registries of its
 * images can be listed, and prints what to fix.
 */
import { clustersDocument } from './clusters-document.ts';
import { jsonText } from '../terminal/json-text.ts';
import { requireConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliContext } from '../cli-context.ts';
import { checkOnline, isReady } from '../registries/check-online.ts';
import { onlineText } from '../registries/online-text.ts';

export interface ClustersOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** The exit code is `failed` if a cluster or entry is not ready, or a repository cannot be listed. */
export async function runClusters(options: ClustersOptions, context: CliContext): Promise<ExitCode> {
  const { config: file, json = false } = options;
  const { write, bold } = context;
  const config = requireConfig(file, context);
  if (config === undefined) return EXIT.misuse;
  const checked = await checkOnline(config, context);
  if (checked === undefined) return EXIT.interrupted;
  const { inspections, registries } = checked;
  const document = { ...clustersDocument(inspections), ...(registries && { registries }) };
  write(json ? jsonText(document) : onlineText(checked, bold));
  return isReady(checked) ? EXIT.done : EXIT.failed;
}
