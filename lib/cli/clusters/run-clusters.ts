/** `image-updater clusters`: checks the connection, the user and the rights of each cluster, and prints what to fix. */
import { clustersDocument } from './clusters-document.ts';
import { clustersText } from './text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { requireConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { inspectWithProgress } from './inspect-with-progress.ts';
import type { CliContext } from '../cli-context.ts';

export interface ClustersOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** The exit code is `failed` if a cluster or entry is not ready. */
export async function runClusters(options: ClustersOptions, context: CliContext): Promise<ExitCode> {
  const { config: file, json = false } = options;
  const { write, bold } = context;
  const config = requireConfig(file, context);
  if (config === undefined) return EXIT.misuse;
  const inspections = await inspectWithProgress(config, context);
  if (inspections === undefined) return EXIT.interrupted;
  write(json ? jsonText(clustersDocument(inspections)) : clustersText(inspections, bold));
  return inspections.every(({ ready }) => ready) ? EXIT.done : EXIT.failed;
}
