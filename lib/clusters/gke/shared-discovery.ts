/** The discoveries of one identity: entries that ask the same share the answer, and all share the connections. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { memoize } from '../../async/memoize.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { ConnectOptions } from '../connect-options.ts';
import { containerApi } from './container-api.ts';
import { discovery, type Discovery } from './discovery.ts';
import { clusterPath } from './gke-cluster.ts';

/** The discovery that an entry needs. */
export type DiscoveryForSource = (source: GkeSource) => Discovery;

/**
 * That of an identity. Entries that find clusters of a project all read one list of it, whatever locations they are
 * for: from two lists of different moments each could hold a cluster for the other's. Nothing is asked yet.
 * @throws UpdaterError `InvalidConfig` for an address of the Container API that cannot be used.
 */
export function shareDiscovery(identity: GoogleIdentity, connectOptions: ConnectOptions): DiscoveryForSource {
  const api = containerApi(identity, connectOptions);
  const ofProject = memoize((project: string) => {
    const place = { project, location: '-' };
    const path = clusterPath({ ...place, name: '-' });
    return discovery(path, (options) => api.list(place, options), connectOptions.clock);
  });
  const ofOne = new Map<string, Discovery>();
  return (source) => {
    if (!namesOne(source)) return ofProject(source.project);
    const { path, project, location, cluster: name } = source;
    const found =
      ofOne.get(path) ??
      discovery(path, (options) => api.get({ project, location, name }, options), connectOptions.clock);
    ofOne.set(path, found);
    return found;
  };
}
