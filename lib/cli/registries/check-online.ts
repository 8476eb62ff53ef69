/** What `clusters` and `config check --online` find: the state of the clusters, and of the registries of their images. */
import type { Inspection } from '../../admin/inspect/inspection.ts';
import type { Config } from '../../config/config.ts';
import type { CliContext } from '../cli-context.ts';
import { inspectWithProgress } from '../clusters/inspect-with-progress.ts';
import { checkRegistries, readsRegistries, type RegistriesCheck } from './check-registries.ts';

export interface OnlineCheck {
  readonly inspections: readonly Inspection[];
  /** Undefined if the configuration does not need registries to be read. */
  readonly registries?: RegistriesCheck;
}

/** Undefined if it was interrupted. */
export async function checkOnline(config: Config, context: CliContext): Promise<OnlineCheck | undefined> {
  const inspections = await inspectWithProgress(config, context);
  if (inspections === undefined || !readsRegistries(config)) return inspections && { inspections };
  const registries = await checkRegistries(config, context);
  return registries && { inspections, registries };
}

/** Whether every cluster is ready, and every repository can be listed. */
export function isReady({ inspections, registries }: OnlineCheck): boolean {
  return [...inspections, ...(registries?.repositories ?? [])].every(({ ready }) => ready);
}
