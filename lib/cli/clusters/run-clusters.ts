/** `image-updater clusters`: can each cluster be reached, who are we there, with which rights, and what is to be done. */
import { clustersDocument } from './json.ts';
import { clustersText } from './text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { usableConfig } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { inspectClusters } from './inspecting.ts';
import type { Surroundings } from '../context.ts';

export interface ClustersOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** The exit code is `failed` where one cluster or entry is not ready. */
export async function runClusters(options: ClustersOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { config: file, json = false } = options;
  const { write, bold } = surroundings;
  const config = usableConfig(file, surroundings);
  if (config === undefined) return EXIT.misuse;
  const inspections = await inspectClusters(config, surroundings);
  if (inspections === undefined) return EXIT.interrupted;
  write(json ? jsonText(clustersDocument(inspections)) : clustersText(inspections, bold));
  return inspections.every(({ ready }) => ready) ? EXIT.done : EXIT.failed;
}
