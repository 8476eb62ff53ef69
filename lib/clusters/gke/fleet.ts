/** The discoveries of one identity: entries that ask the same share the answer, and all share the connections. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { onceForEach } from '../../async/once-for-each.ts';
import type { GoogleIdentity } from '../../google-auth/identity.ts';
import type { Surroundings } from '../surroundings.ts';
import { containerApi } from './container-api.ts';
import { discovery, type Discovery } from './discovery.ts';
import { pathOf } from './gke-cluster.ts';

/** The discovery that an entry needs. */
export type Fleet = (source: GkeSource) => Discovery;

/**
 * That of an identity. Entries that find clusters of a project all read one list of it, whatever locations they are
 * for: from two lists of different moments each could hold a cluster for the other's. Nothing is asked yet.
 * @throws Fault `InvalidConfig` for an address of the Container API that cannot be used.
 */
export function fleetOf(identity: GoogleIdentity, surroundings: Surroundings): Fleet {
  const api = containerApi(identity, surroundings);
  const ofProject = onceForEach((project: string) => {
    const place = { project, location: '-' };
    const path = pathOf({ ...place, name: '-' });
    return discovery(path, (options) => api.list(place, options), surroundings.clock);
  });
  const ofOne = new Map<string, Discovery>();
  return (source) => {
    if (!namesOne(source)) return ofProject(source.project);
    const { path, project, location, cluster: name } = source;
    const found =
      ofOne.get(path) ??
      discovery(path, (options) => api.get({ project, location, name }, options), surroundings.clock);
    ofOne.set(path, found);
    return found;
  };
}
