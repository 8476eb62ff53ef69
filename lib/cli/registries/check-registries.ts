/**
 * Whether the registries of the running images can be listed, for `clusters` and `config check --online`: a request for each
 * repository of Artifact Registry, with the same account as reconcile.
 */
import { TIME_LIMITS, deadlineWithin } from '../../async/deadline.ts';
import type { Config } from '../../config/config.ts';
import { formatCommand, formatRemedy, type ErrorReason } from '../../core/errors/reason.ts';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import type { Repository } from '../../core/names/repository.ts';
import { listImageUses } from '../../core/plan/list-images.ts';
import { openListings } from '../../registry/artifact-registry/open-listings.ts';
import { groupByPlace } from '../../registry/group-by-place.ts';
import type { CliContext } from '../cli-context.ts';
import { scanWithProgress } from '../scan-with-progress.ts';

export interface RegistriesCheck {
  /** By name. */
  readonly repositories: readonly CheckedRepository[];
  /** Followed repositories of other registries, which are not listed. */
  readonly unlisted: readonly Repository[];
}

/** A repository of Artifact Registry whose images run and are followed. */
export interface CheckedRepository {
  /** `projects/P/locations/L/repositories/R`. */
  readonly name: string;
  /** Whether its images can be listed. */
  readonly ready: boolean;
  /** Why not. */
  readonly fault?: RegistryFault;
}

interface RegistryFault {
  readonly reason: ErrorReason;
  readonly detail: string;
  readonly remedy: string;
  readonly command?: string;
}

/** Whether registries are read: by reconcile, or because the configuration says how. */
export function readsRegistries({ pubsub, registries }: Pick<Config, 'pubsub' | 'registries'>): boolean {
  return pubsub.reconcile !== undefined || registries.some(({ lookUp }) => lookUp);
}

/** Undefined if it was interrupted. What clusters could not be read is reported by their inspection. */
export async function checkRegistries(
  config: Config,
  context: CliContext,
): Promise<RegistriesCheck | undefined> {
  const scans = await scanWithProgress(config, {}, context);
  if (scans === undefined) return undefined;
  const followed = scans.flatMap(({ cluster, workloads }) =>
    cluster === undefined
      ? []
      : listImageUses(workloads, cluster, config.settings)
          .filter(({ follows }) => 'policy' in follows && follows.policy !== 'never')
          .map(({ repository }) => repository),
  );
  const { places, others: unlisted } = groupByPlace(followed);
  const { environment, signal, timeLimits = TIME_LIMITS } = context;
  const listings = openListings({ environment, registries: config.registries });
  const repositories = await Promise.all(
    places.map(async ({ name, place, repositories: wanted }): Promise<CheckedRepository> => {
      try {
        await listings.probe(place, wanted, deadlineWithin(timeLimits.cluster, { signal }));
        return { name, ready: true };
      } catch (thrown) {
        return { name, ready: false, fault: toRegistryFault(thrown) };
      }
    }),
  );
  return signal.aborted ? undefined : { repositories, unlisted };
}

function toRegistryFault(thrown: unknown): RegistryFault {
  const { reason, message, terms } = toUpdaterError(thrown);
  const command = formatCommand(reason, terms);
  return {
    reason,
    detail: message,
    remedy: formatRemedy(reason, terms),
    ...(command !== undefined && { command }),
  };
}
