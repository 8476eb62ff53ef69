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

const FLEETS = new WeakMap<GoogleIdentity, Fleet>();

/** One for each identity, which belongs to one set of surroundings. Nothing is asked yet. */
export function fleetOf(identity: GoogleIdentity, surroundings: Surroundings): Fleet {
  const fleet = FLEETS.get(identity) ?? newFleet(identity, surroundings);
  FLEETS.set(identity, fleet);
  return fleet;
}

function newFleet(identity: GoogleIdentity, surroundings: Surroundings): Fleet {
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
