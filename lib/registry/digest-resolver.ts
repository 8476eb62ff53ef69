/** Resolves tags to digests, for a push that has none. */
import { deadlineWithin, type Deadline } from '../async/deadline.ts';
import type { RegistryEntry } from '../config/config.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { DigestLookup, TaggedImage } from '../core/event/digest-lookup.ts';
import { printable } from '../core/text/printable.ts';
import { registryAddress } from './address.ts';
import { isLocalHost } from './local-host.ts';
import { openRegistry, type Registry, type RegistryOptions } from './open-registry.ts';
import { isHostListed, registryEntry } from './registry-entry.ts';

/** The time limit of a lookup with all its requests and retries, in milliseconds. */
const LOOK_UP_MS = 20_000;

export interface ResolverOptions extends RegistryOptions {
  /**
   * Which hosts of this machine and its link-local network are asked. Default: those that `registries` names, because callers
   * of a server must not reach what only its machine reaches.
   */
  readonly localHosts?: 'all' | 'listed';
}

/** Never rejects. A repository whose entry says `lookUp: false` is not asked for. */
export function digestResolver(
  registries: readonly RegistryEntry[],
  { localHosts = 'listed', ...options }: ResolverOptions,
  lookUpMs = LOOK_UP_MS,
): (image: TaggedImage, deadline: Deadline) => Promise<DigestLookup> {
  const registry = openRegistry(options);
  return async (image, deadline) => {
    const { repository } = image;
    if (registryEntry(repository, registries)?.lookUp === false) return { is: 'off' };
    const isAllowed = localHosts === 'all' || isHostListed(repository, registries);
    return lookUp(isAllowed ? registry : elsewhere(registry), image, deadlineWithin(lookUpMs, deadline));
  };
}

/** The registry, for hosts that are not of this machine. */
function elsewhere({ digestOf }: Registry): Registry {
  return {
    digestOf: async (repository, tag, deadline) => {
      const { host, origin } = registryAddress(repository);
      if (isLocalHost(origin))
        throw new UpdaterError(
          'LocalRegistryRefused',
          `expected a registry elsewhere, or one that \`registries\` names, got ${printable(host)}`,
        );
      return digestOf(repository, tag, deadline);
    },
  };
}

async function lookUp(
  registry: Registry,
  { repository, tag }: TaggedImage,
  deadline: Deadline,
): Promise<DigestLookup> {
  try {
    return { is: 'found', digest: await registry.digestOf(repository, tag, deadline) };
  } catch (thrown) {
    return { is: 'failed', fault: toUpdaterError(thrown) };
  }
}
