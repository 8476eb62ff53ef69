/** The discoveries of one identity: entries that ask the same share the answer, and all share the connections. */
import type { GkeSource } from '../../config/config.ts';
import type { GoogleIdentity } from '../../google/identity.ts';
import type { Surroundings } from '../surroundings.ts';
import { namesOne } from './claim.ts';
import { containerApi } from './container-api.ts';
import { discovery, type Discovery } from './discovery.ts';
import { pathOf } from './gke-cluster.ts';

/** The discovery that an entry needs. */
export type Fleet = (source: GkeSource) => Discovery;

/**
 * That of an identity. Nothing is asked yet.
 * @throws Fault `InvalidConfig` for an address of the Container API that cannot be used.
 */
export function fleetOf(identity: GoogleIdentity, surroundings: Surroundings): Fleet {
  const api = containerApi(identity, surroundings);
  const discoveries = new Map<string, Discovery>();
  return (source) => {
    const { project, location, cluster: name } = source;
    const isOne = namesOne(source);
    // What is asked for is the key: entries that find clusters in one place ask for the same list.
    const path = pathOf({ project, location, name: isOne ? name : '-' });
    const found =
      discoveries.get(path) ??
      discovery(
        path,
        (options) =>
          isOne ? api.get({ project, location, name }, options) : api.list({ project, location }, options),
        surroundings.clock,
      );
    discoveries.set(path, found);
    return found;
  };
}
