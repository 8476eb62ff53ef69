/** Resolves tags to digests, for a push that has none. */
import { deadlineWithin, type Deadline } from '../async/deadline.ts';
import type { RegistryEntry } from '../config/config.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { DigestLookup, TaggedImage } from '../core/event/digest-lookup.ts';
import { openRegistry, type Registry, type RegistryOptions } from './open-registry.ts';
import { registryEntry } from './registry-entry.ts';

/** The time limit of a lookup with all its requests and retries, in milliseconds. */
const LOOK_UP_MS = 20_000;

/** Never rejects. A repository whose entry says `lookUp: false` is not asked for. */
export function digestResolver(
  registries: readonly RegistryEntry[],
  options: RegistryOptions,
  lookUpMs = LOOK_UP_MS,
): (image: TaggedImage, deadline: Deadline) => Promise<DigestLookup> {
  const registry = openRegistry(options);
  return async (image, deadline) =>
    registryEntry(image.repository, registries)?.lookUp === false
      ? { is: 'off' }
      : lookUp(registry, image, deadlineWithin(lookUpMs, deadline));
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
